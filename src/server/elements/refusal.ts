// Refuses: what somebody wants to make of an instance, with one sentence per mistake.

import type { ElementProblem } from '../../elements/index.ts'
import type { ErrorCode } from '../../errors/catalogue.ts'
import { LarkspurError } from '../../errors/larkspur-error.ts'

/** A refusal whose mistakes are known by field: `at` of each problem is the field's name. */
export class ElementRefusal extends LarkspurError {
  readonly problems: readonly ElementProblem[]

  constructor(code: ErrorCode, problems: readonly ElementProblem[]) {
    const sentences = problems.map(({ at, en }) => (at === '' ? en : `${at}: ${en}`))
    super(code, { message: sentences.join('\n') })
    this.problems = problems
  }
}
