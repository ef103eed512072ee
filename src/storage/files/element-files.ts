// Reads: the files of one element.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ElementFiles, type ElementProblem, nameOf, problemOf } from '../../elements/index.ts'
import { findInside } from './inside.ts'
import { readText, Unreadable } from './read-text.ts'
import type { Folder } from './walk.ts'

export type ElementFolder = Folder

/** A file by name, and the folder that it is in: that of the element, or `backend` or `frontend` in it. */
interface FoundFile {
  name: string
  folder: string
}

const mostBytes = 64 * 1024
const isLoader = (name: string) => /^loader\.(ts|js|mjs)$/.test(name)
const isJson = (name: string) => /^[\w.-]{1,100}\.json$/i.test(name)

/** A folder without e.json is one, too, when its configuration is there: its e.json was forgotten. */
export function isElement(fullName: string, folders: readonly ElementFolder[]): boolean {
  const signs = ['e.json', `${nameOf(fullName)}.json`.toLowerCase()]
  return folders.some(({ files }) => files.some((name) => signs.includes(name.toLowerCase())))
}

/**
 * @param root real path of the application
 * @param folders of this full name, the element's own before those in it
 */
export async function readElement(
  root: string,
  fullName: string,
  folders: readonly ElementFolder[],
): Promise<{ files: ElementFiles; problems: readonly ElementProblem[] }> {
  const problems: ElementProblem[] = []
  const found = folders.flatMap(({ place, files }) => files.map((name) => ({ name, folder: place })))
  const note = (at: string, words: { en: string; zh: string }) =>
    problems.push(problemOf(fullName, at, words))

  /** The real path; undefined, and told, when it must not be read. */
  async function reach({ name, folder }: FoundFile): Promise<string | undefined> {
    return attempt(name, async () => (await findInside(root, join(root, folder, name))).path)
  }

  async function attempt<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      note(name, error.words)
      return undefined
    }
  }

  const texts: Record<string, string> = {}
  // What else is there may be anything; its name is enough to tell of a misnamed file.
  const wanted = ['e.json', `${nameOf(fullName)}.json`, 'config.json']
  for (const file of onlyOnce(
    found.filter(({ name }) => isJson(name)),
    note,
  )) {
    const path = wanted.includes(file.name) ? await reach(file) : undefined
    const text = path === undefined ? undefined : await attempt(file.name, () => readText(path, mostBytes))
    if (text !== undefined) texts[file.name] = text
    else if (!wanted.includes(file.name)) texts[file.name] = ''
  }

  const loader = await findLoader(found, reach, note)
  return { files: { fullName, place: folders[0]?.place ?? '', texts, ...loader }, problems }
}

type Note = (at: string, words: { en: string; zh: string }) => void

function onlyOnce(files: readonly FoundFile[], note: Note): FoundFile[] {
  return files.filter((file, index) => {
    const first = files.find(({ name }) => name === file.name)
    if (first === undefined || files.indexOf(first) === index) return true
    const [one, other] = [`${first.folder}/${file.name}`, `${file.folder}/${file.name}`]
    note(file.name, {
      en: `The file is there twice, as ${one} and ${other}; keep one of them.`,
      zh: `文件重复：${one} 和 ${other}，请只保留一个。`,
    })
    return false
  })
}

async function findLoader(
  found: readonly FoundFile[],
  reach: (file: FoundFile) => Promise<string | undefined>,
  note: Note,
): Promise<Pick<ElementFiles, 'loader' | 'loadModule'>> {
  // What is for pages does not run here.
  const here = found.filter(({ folder }) => !folder.split('/').includes('frontend'))
  const [loader, second] = here.filter(({ name }) => isLoader(name))
  if (here.some(({ name }) => name === 'loader.py')) note('loader.py', python)
  if (second !== undefined && loader !== undefined) note(loader.name, several(loader, second))
  const path = loader === undefined ? undefined : await reach(loader)
  if (loader === undefined || path === undefined) return { loader: null, loadModule: null }
  const address = pathToFileURL(path).href
  return { loader: loader.name, loadModule: () => import(address) }
}

const python = {
  en: 'Loaders are written in TypeScript or JavaScript here: loader.ts, loader.js or loader.mjs.',
  zh: '此处的 loader 使用 TypeScript 或 JavaScript 编写：loader.ts、loader.js 或 loader.mjs。',
}

const several = (one: FoundFile, other: FoundFile) => ({
  en: `There are both ${one.folder}/${one.name} and ${other.folder}/${other.name}; keep one of them.`,
  zh: `同时存在 ${one.folder}/${one.name} 和 ${other.folder}/${other.name}，请只保留一个。`,
})
