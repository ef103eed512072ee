// Refuses: what somebody wants to make of an instance, with one sentence per mistake.

import type { ElementProblem } from '../../elements/index.ts'
import type { ErrorCode } from '../../errors/catalogue.ts'
import { LarkspurError } from '../../errors/larkspur-error.ts'

/** The sentences name the field by themselves; a file has to be said. */
function sentence({ at, en }: ElementProblem): string {
  const file = /^[^:]+\.\w+(?=$|:)/.exec(at)?.[0]
  return file === undefined ? en : `${file}: ${en}`
}

/** A refusal whose mistakes are known by field: `at` of each problem is the field's name. */
export class ElementRefusal extends LarkspurError {
  readonly problems: readonly ElementProblem[]

  constructor(code: ErrorCode, problems: readonly ElementProblem[]) {
    super(code, { message: problems.map(sentence).join('\n') })
    this.problems = problems
  }
}
