// Tests: that every row of the checklist of login elements has a test that names it.
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Rows of what a login element must mirror exactly (docs/elements.md). */
const rows = 26

test('every row has a test that names it', () => {
  const titles = globSync('{src,test}/**/*.test.ts')
    .map((file) => readFileSync(file, 'utf8'))
    .flatMap((text) => [...text.matchAll(/\belement (\d+) /g)])
    .map(([, row]) => Number(row))
  const named = new Set(titles)
  const missing = Array.from({ length: rows }, (_, index) => index + 1).filter((row) => !named.has(row))
  expect(missing).toEqual([])
})
