// Decides: which element counts for each full name.

import type { TypeLoader } from './load-type.ts'
import type {
  ElementApplication,
  ElementDefine,
  ElementFiles,
  ElementInfo,
  ElementProblem,
  ElementSource,
  LoadLoginType,
} from './model.ts'

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

export interface ResolvedElement {
  fullName: string
  /** The last segment. */
  name: string
  kind: 'meta' | 'type' | 'instance'
  source: ElementSource
  /** Name of its application; '' for those of no directory. */
  application: string
  place: string
  /** Null when its e.json cannot be read. */
  define: ElementDefine | null
  /**
   * `overridden`: another one of the same name counts, or it may not override what does (then it has problems);
   * `hidden`: `private` in an application that another one extends.
   */
  state: 'usable' | 'invalid' | 'overridden' | 'hidden'
  /** The element that counts instead, as messages call it; null unless `overridden`. */
  overriddenBy: { source: ElementSource; application: string; place: string } | null
  problems: readonly ElementProblem[]
  /** For `composeType`. Null unless it is usable. */
  info: ElementInfo | null
  /** What makes its methods, the nearest first; for `composeType`. */
  loaders: readonly TypeLoader[]
  /** Null for those of no directory. */
  files: ElementFiles | null
}

/**
 * All elements, Meta and Types first, then the instances by full name; of one full name the one that counts first.
 * The same input gives the same answer. Never throws.
 */
export function resolveElements(_sources: ElementSources): ResolvedElement[] {
  return []
}
