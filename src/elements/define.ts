// Reads: an e.json.

import * as z from 'zod'
import { checkedBy, type Say } from './both-languages.ts'
import { isFullName } from './full-name.ts'
import { caseTwin, misspeltKeys } from './keys.ts'
import { type ElementDefine, type ElementFiles, type ElementProblem, metaName } from './model.ts'
import { readObject } from './object-text.ts'
import { type BothLanguages, placeOf, problemOf } from './problem.ts'

/** What an `e.json` says; null together with at least one problem. */
export interface ReadDefine {
  define: ElementDefine | null
  problems: readonly ElementProblem[]
}

const file = 'e.json'
const keys = ['title', 'type', 'description', 'accessModifier']

const schema = (say: Say) => {
  const required = (en: string, zh: string) => (issue: { input: unknown }) =>
    issue.input === undefined
      ? say(`is missing; it is ${en}`, `缺失；应为${zh}`)
      : say(`must be ${en}`, `必须是${zh}`)
  const [title, type] = [
    required('the name that people see, a text', '供人查看的名称（文本）'),
    required(
      'the full name of a Type, such as auths.loginTypes.FSInnerType',
      'Type 的完整名称，例如 auths.loginTypes.FSInnerType',
    ),
  ]
  return z.looseObject({
    title: z
      .string({ error: title })
      .refine((text) => text.trim() !== '', say('must not be blank', '不能为空白'))
      .max(200, say('must not be longer than 200 characters', '不能超过 200 个字符')),
    type: z.string({ error: type }),
    description: z
      .string({ error: say('must be a text', '必须是文本') })
      .max(2_000, say('must not be longer than 2,000 characters', '不能超过 2000 个字符'))
      .optional(),
    accessModifier: z
      .enum(['public', 'protected', 'private'], {
        error: say('must be "public", "protected" or "private"', '必须是 "public"、"protected" 或 "private"'),
      })
      .default('public'),
  })
}

const check = checkedBy(schema)

/** Reads the element's `e.json`. Never throws. */
export function readDefine({ fullName, texts }: Pick<ElementFiles, 'fullName' | 'texts'>): ReadDefine {
  const text = Object.hasOwn(texts, file) ? texts[file] : undefined
  if (text === undefined) {
    return { define: null, problems: [problemOf(fullName, file, missing(Object.keys(texts)))] }
  }
  const read = readObject(fullName, file, text)
  if (read.object === undefined) return { define: null, problems: read.problems }
  const misspelt = misspeltKeys(fullName, file, read.object, keys)
  const problems = [...misspelt, ...wrongFields(fullName, read.object)]
  if (problems.length > 0) return { define: null, problems }
  const { title, type, description, accessModifier = 'public', ...rest } = read.object as unknown as Written
  return {
    define: { title, type, ...(description === undefined ? {} : { description }), accessModifier, rest },
    problems: [],
  }
}

/** What an object is that has passed the schema. */
type Written = z.input<ReturnType<typeof schema>>

function missing(names: readonly string[]): BothLanguages {
  const twin = caseTwin(file, names)
  return twin === undefined
    ? {
        en: 'The file is missing; it holds at least { "title": …, "type": … }.',
        zh: '缺少此文件；其中至少要有 { "title": …, "type": … }。',
      }
    : { en: `The file is named ${twin}; rename it to e.json.`, zh: `文件名为 ${twin}，请改为 e.json。` }
}

function wrongFields(fullName: string, object: Record<string, unknown>): ElementProblem[] {
  const { mistakes = [] } = check(object)
  // Of a key in the wrong case it was told already that it is not there.
  const told = mistakes.filter(({ field }) => object[field] !== undefined || !hasTwin(object, field))
  const problems = told.map(({ field, en, zh }) =>
    problemOf(fullName, placeOf(file, field), { en: `${field} ${en}.`, zh: `${field} ${zh}。` }),
  )
  const { type } = object
  if (typeof type !== 'string') return problems
  const wrong = wrongType(fullName, type)
  return wrong === undefined ? problems : [...problems, problemOf(fullName, `${file}: type`, wrong)]
}

const hasTwin = (object: object, field: string) => caseTwin(field, Object.keys(object)) !== undefined

function wrongType(fullName: string, type: string): BothLanguages | undefined {
  if (fullName === metaName) {
    return type === ''
      ? undefined
      : {
          en: 'type must be "": nothing stands above the Meta.',
          zh: 'type 必须是 ""：Meta 之上没有其他元素。',
        }
  }
  if (isFullName(type)) return undefined
  return {
    en: 'type must be the full name of a Type, such as auths.loginTypes.FSInnerType.',
    zh: 'type 必须是 Type 的完整名称，例如 auths.loginTypes.FSInnerType。',
  }
}
