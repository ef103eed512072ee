// Reads: an e.json.

import type { ElementDefine, ElementFiles, ElementProblem } from './model.ts'

/** What an `e.json` says; null together with at least one problem. */
export interface ReadDefine {
  define: ElementDefine | null
  problems: readonly ElementProblem[]
}

/** Reads the element's `e.json`. Never throws. */
export function readDefine(_files: Pick<ElementFiles, 'fullName' | 'texts'>): ReadDefine {
  return { define: null, problems: [] }
}
