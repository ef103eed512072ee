// Reads: an app.json, and how applications extend each other.

import * as z from 'zod'
import { checkedBy, type Say } from './both-languages.ts'
import { misspeltKeys } from './keys.ts'
import type { ElementProblem } from './model.ts'
import { readObject } from './object-text.ts'
import { placeOf, problemOf } from './problem.ts'

const file = 'app.json'
const form = /^[\w.-]{1,100}$/

const schema = (say: Say) => {
  const appId = say(
    'must consist of letters, digits, ".", "-" and "_", such as whwy.demo',
    '只能由字母、数字、“.”、“-”和“_”组成，例如 whwy.demo',
  )
  const parents = say(
    'must be a list such as [{ "appId": "whwy.base" }]',
    '必须是列表，例如 [{ "appId": "whwy.base" }]',
  )
  const id = z.string({ error: appId }).regex(form, appId)
  return z.looseObject({
    appId: id.optional(),
    extends: z
      .array(z.looseObject({ appId: id }, { error: parents }), { error: parents })
      .max(100)
      .optional(),
  })
}

const check = checkedBy(schema)

/** What an application says of itself. */
export interface ApplicationDefine {
  name: string
  /** Names of those that it extends. */
  parents: readonly string[]
  problems: readonly ElementProblem[]
}

/** @param text of its `app.json`; undefined when there is none, and the folder's name stands for it. Never throws. */
export function readApplication(folder: string, text: string | undefined): ApplicationDefine {
  const otherwise = { name: folder, parents: [] }
  if (text === undefined) return { ...otherwise, problems: [] }
  const { object, problems = [] } = readObject('', file, text)
  if (object === undefined) return { ...otherwise, problems: ofFolder(folder, problems) }
  const misspelt = misspeltKeys('', file, object, ['appId', 'extends'])
  const read = check(object)
  const wrong = (read.mistakes ?? []).map(({ field, en, zh }) =>
    problemOf('', placeOf(file, field), { en: `${field} ${en}.`, zh: `${field} ${zh}。` }),
  )
  const { appId = folder, extends: parents = [] } = 'value' in read ? read.value : {}
  return {
    name: appId,
    parents: parents.map((one) => one.appId),
    problems: ofFolder(folder, [...misspelt, ...wrong]),
  }
}

/** Several applications have an app.json: the message says whose. */
const ofFolder = (folder: string, problems: readonly ElementProblem[]) =>
  problems.map((one) => ({ ...one, at: `${folder}/${one.at}` }))

/** What is wrong with the order of applications, for each of them: parents stand after those that extend them. */
export function wrongOrder(
  applications: readonly Pick<ApplicationDefine, 'name' | 'parents'>[],
): readonly (readonly ElementProblem[])[] {
  const names = applications.map(({ name }) => name)
  return applications.map(({ name, parents }, index) => [
    ...(names.indexOf(name) < index ? [repeated(name)] : []),
    ...parents
      .filter((parent) => !names.slice(index + 1).includes(parent))
      .map((parent) => (names.includes(parent) ? before(name, parent) : absent(name, parent))),
  ])
}

const repeated = (name: string) =>
  problemOf('', `${file}: appId`, {
    en: `Two applications are named ${name}.`,
    zh: `有两个应用同名：${name}。`,
  })

const before = (name: string, parent: string) =>
  problemOf('', `${file}: extends`, {
    en: `${name} extends ${parent}; name its folder before that of ${parent}.`,
    zh: `${name} 继承 ${parent}：请将其文件夹写在 ${parent} 之前。`,
  })

const absent = (name: string, parent: string) =>
  problemOf('', `${file}: extends`, {
    en: `${name} extends ${parent}, whose folder is not among the given ones.`,
    zh: `${name} 继承 ${parent}，但未提供后者的文件夹。`,
  })
