import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mutations } from './support/mutations.ts'

// What the guards do is shown by test/mutations.ts; this only keeps its list in step with the sources.
test.each(mutations)('$name stands in its file exactly once', ({ file, guard, tests }) => {
  expect(readFileSync(file, 'utf8').split(guard)).toHaveLength(2)
  expect(tests.filter((path) => !existsSync(path))).toEqual([])
})
