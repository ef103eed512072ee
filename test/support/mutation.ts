// Declares: a guard, and what stands in the source when it is out.

export interface Mutation {
  name: string
  file: string
  /** What stands there, exactly once. */
  guard: string
  /** What stands there when the guard is out. */
  without: string
  /** Where the tests are that should notice. */
  tests: string[]
}
