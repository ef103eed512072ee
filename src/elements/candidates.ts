// Collects: every element that there is, in the order of precedence, each with what is wrong with it alone.

import { builtIns } from './built-in.ts'
import { readDefine } from './define.ts'
import { isFullName } from './full-name.ts'
import type { TypeLoader } from './load-type.ts'
import {
  type ElementApplication,
  type ElementDefine,
  type ElementFiles,
  type ElementProblem,
  type ElementSource,
  type LoadLoginType,
  metaName,
} from './model.ts'
import { type BothLanguages, problemOf } from './problem.ts'

/** An instance without files: of the settings or of the database. */
export interface PlainElement {
  fullName: string
  title: string
  /** Full name of its Type. */
  type: string
}

/** All that there is, in the order of precedence. */
export interface ElementSources {
  /** Instances of the options `feishu` and `instances`. */
  settings?: readonly PlainElement[]
  /** The option `elements.types`. */
  types?: Readonly<Record<string, LoadLoginType>>
  /** A child before those that it extends. */
  applications?: readonly ElementApplication[]
  database?: readonly PlainElement[]
}

/** One element of one source. */
export interface Candidate {
  fullName: string
  kind: 'meta' | 'type' | 'instance'
  source: ElementSource
  /** Which of the sources, the first one before the others; applications are sources of their own. */
  layer: number
  application: string
  place: string
  define: ElementDefine | null
  loader: TypeLoader | null
  files: ElementFiles | null
  problems: readonly ElementProblem[]
}

/** Settings stand in layer 0; the first application, if there is one, in this one. */
export const firstApplication = 1

export function collectCandidates(sources: ElementSources): Candidate[] {
  const { settings = [], types = {}, applications = [], database = [] } = sources
  const last = firstApplication + applications.length
  return [
    ...settings.map((one) => plainCandidate(one, 'settings', 0)),
    ...Object.entries(types).map(([fullName, load]) => optionCandidate(fullName, load)),
    ...applications.flatMap((one, index) => applicationCandidates(one, firstApplication + index)),
    ...database.map((one) => plainCandidate(one, 'database', last)),
    ...builtIns.map(({ fullName, define }) => builtIn(fullName, define, last + 1)),
  ]
}

const none = { application: '', place: '', loader: null, files: null, problems: [] }

function plainCandidate(
  { fullName, title, type }: PlainElement,
  source: 'settings' | 'database',
  layer: number,
): Candidate {
  const define = { title, type, accessModifier: 'public' as const, rest: {} }
  return { ...none, fullName, kind: 'instance', source, layer, define, problems: wrongName(fullName) }
}

function optionCandidate(fullName: string, load: LoadLoginType): Candidate {
  const define = { title: fullName, type: metaName, accessModifier: 'public' as const, rest: {} }
  const at = 'elements.types'
  const loader = { fullName, at, load: async () => ({ load }) }
  const problems = [
    ...wrongName(fullName),
    ...(fullName === metaName ? [problemOf(fullName, at, metaWithLoader)] : []),
  ]
  const kind = fullName === metaName ? 'meta' : 'type'
  return { ...none, fullName, kind, source: 'settings', layer: 0, define, loader, problems }
}

function builtIn(fullName: string, define: ElementDefine, layer: number): Candidate {
  return {
    ...none,
    fullName,
    kind: fullName === metaName ? 'meta' : 'type',
    source: 'built_in',
    layer,
    define,
  }
}

function applicationCandidates({ name, elements, problems }: ElementApplication, layer: number): Candidate[] {
  return elements.map((files) => {
    const reported = problems.filter(({ fullName }) => fullName === files.fullName)
    return fileCandidate(files, name, layer, reported)
  })
}

function fileCandidate(
  files: ElementFiles,
  application: string,
  layer: number,
  reported: readonly ElementProblem[],
): Candidate {
  const { fullName, place } = files
  // Whoever looked for the file knows better why it is not there.
  const unread = reported.some(({ at }) => at === 'e.json' || at === place)
  const { define, problems } = unread ? { define: null, problems: [] } : readDefine(files)
  const loader =
    files.loader !== null && files.loadModule !== null
      ? { fullName, at: files.loader, load: files.loadModule }
      : null
  const kind = kindOf(fullName, define, loader)
  return {
    fullName,
    kind,
    source: 'directory',
    layer,
    application,
    place,
    define,
    loader,
    files,
    problems: [...wrongName(fullName), ...reported, ...problems, ...wrongLoader(fullName, kind, loader)],
  }
}

function kindOf(
  fullName: string,
  define: ElementDefine | null,
  loader: TypeLoader | null,
): Candidate['kind'] {
  if (fullName === metaName) return 'meta'
  return loader !== null || define?.type === metaName ? 'type' : 'instance'
}

const metaWithLoader = {
  en: 'The Meta has no methods; put the loader into a Type.',
  zh: 'Meta 没有方法；请将 loader 放到 Type 中。',
}

const typeWithoutLoader = {
  en: 'Only a Type names the Meta, and a Type needs a loader.ts, .js or .mjs. An instance names a Type, such as auths.loginTypes.FSInnerType.',
  zh: '只有 Type 才能指向 Meta，且 Type 需要 loader.ts、.js 或 .mjs。实例应指向 Type，例如 auths.loginTypes.FSInnerType。',
}

function wrongLoader(fullName: string, kind: Candidate['kind'], loader: TypeLoader | null): ElementProblem[] {
  if (kind === 'meta' && loader !== null) return [problemOf(fullName, loader.at, metaWithLoader)]
  return kind === 'type' && loader === null ? [problemOf(fullName, 'e.json: type', typeWithoutLoader)] : []
}

const wrongForm: BothLanguages = {
  en: 'The full name must consist of two to eight parts of letters, digits, "-" and "_" that begin with a letter.',
  zh: '完整名称必须由 2 至 8 段组成，每段以字母开头，只含字母、数字、“-”和“_”。',
}

const wrongName = (fullName: string) => (isFullName(fullName) ? [] : [problemOf(fullName, '', wrongForm)])
