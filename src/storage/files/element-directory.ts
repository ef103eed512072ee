// Reads: applications with login elements from folders.

import { realpath } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import {
  type ElementApplication,
  type ElementFiles,
  type ElementProblem,
  fullNameOf,
  prefixOf,
  problemOf,
  readApplication,
  wrongOrder,
} from '../../elements/index.ts'
import { type ElementFolder, isElement, readElement } from './element-files.ts'
import { findInside } from './inside.ts'
import { noFolder, readText, refuse, Unreadable } from './read-text.ts'
import { absent, isAbsent, walk } from './walk.ts'

/** An application, and what is needed to compare it with the others. */
interface ReadApplication extends ElementApplication {
  root: string
  parents: readonly string[]
}

/**
 * One application per folder, in the same order. What cannot be read is a problem of its application. Never rejects for
 * anything that the folders hold.
 * @param directories relative ones are taken from the working directory
 */
export async function readElementDirectories(directories: readonly string[]): Promise<ElementApplication[]> {
  const applications: ReadApplication[] = []
  for (const directory of directories) {
    applications.push(
      await readDirectory(
        directory,
        applications.map(({ root }) => root),
      ),
    )
  }
  const order = wrongOrder(applications)
  return applications.map(({ name, elements, problems, unread }, index) => ({
    name,
    elements,
    unread,
    problems: [...problems, ...(order[index] ?? [])],
  }))
}

async function readDirectory(directory: string, others: readonly string[]): Promise<ReadApplication> {
  const folder = basename(resolve(directory))
  const empty = { name: folder, elements: [], root: '', parents: [] }
  try {
    if (await isAbsent(resolve(directory))) throw new Unreadable(absent)
    const root = await realpath(resolve(directory)).catch(refuse)
    const { kind } = await findInside(root, root)
    if (kind !== 'folder') throw new Unreadable(noFolder)
    if (others.includes(root)) throw new Unreadable(again)
    return await readFolder(root, folder)
  } catch (error) {
    const problem = told('', directory, error)
    const isKnown = error instanceof Unreadable && [again, absent].includes(error.words)
    return { ...empty, problems: [problem], unread: isKnown ? [] : [{ prefix: start, problem }] }
  }
}

const again = { en: 'The folder is given twice.', zh: '此文件夹重复给出。' }

/** @throws whatever is no answer of the file system */
function told(fullName: string, at: string, error: unknown): ElementProblem {
  if (error instanceof Unreadable) return problemOf(fullName, at, error.words)
  throw error
}

/** Where the elements of an application are. */
const start = 'auths'

async function readFolder(root: string, folder: string): Promise<ReadApplication> {
  const problems: ElementProblem[] = []
  const text = await readAppJson(root).catch((error: unknown) => {
    problems.push(told('', `${folder}/app.json`, error))
    return undefined
  })
  const define = readApplication(folder, text)
  const { folders, refused } = await walk(root, start)
  const unreadable = refused.map(({ place, words }) => problemOf(fullNameOf(place) ?? '', place, words))
  problems.push(...define.problems, ...unreadable)
  const elements: ElementFiles[] = []
  const byName = Map.groupBy(folders, ({ place }) => fullNameOf(place))
  for (const [fullName, parts] of byName) {
    if (fullName === undefined) problems.push(...wrongNames(parts))
    else if (isElement(fullName, parts)) {
      const read = await readElement(root, fullName, parts)
      elements.push(read.files)
      problems.push(...read.problems)
    }
  }
  // It may be an element: a restriction must not vanish with the permission to read it.
  for (const { fullName, at: place } of unreadable) {
    if (fullName === '' || elements.some((one) => one.fullName === fullName)) continue
    elements.push({ fullName, place, texts: {}, loader: null, loadModule: null })
  }
  const unread = unreadable.flatMap((problem, index) => {
    const prefix = prefixOf(problem.at)
    return prefix === undefined || refused[index]?.words === absent ? [] : [{ prefix, problem }]
  })
  return { name: define.name, parents: define.parents, root, elements, problems, unread }
}

async function readAppJson(root: string): Promise<string | undefined> {
  const path = await realpath(join(root, 'app.json')).catch((error: unknown) => {
    return Object(error).code === 'ENOENT' ? undefined : refuse(error)
  })
  if (path === undefined) return undefined
  const found = await findInside(root, path)
  return readText(found.path, 64 * 1024)
}

/** Only where an element was meant: other folders may be named as they like. */
const wrongNames = (folders: readonly ElementFolder[]) =>
  folders
    .filter(({ files }) => files.includes('e.json'))
    .map(({ place }) =>
      problemOf('', place, {
        en: 'The path makes no full name: each folder begins with a letter and consists of letters, digits, "-" and "_".',
        zh: '此路径无法构成完整名称：每级文件夹名须以字母开头，只含字母、数字、“-”和“_”。',
      }),
    )
