// Holds the documents to the code: what they name exists, and what exists is named.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { errorsPage } from '../scripts/errors-page.ts'
import { errorCatalogue } from '../src/errors/catalogue.ts'

const read = (path: string) => readFileSync(path, 'utf8')
const documents = globSync(['*.md', 'docs/**/*.md'])

test('docs/errors.md names every code, and nothing else', () => {
  const named = [...read('docs/errors.md').matchAll(/^## `(\w+)`$/gm)].map(([, code]) => code)
  expect(named).toEqual(Object.keys(errorCatalogue))
  expect(read('docs/errors.md'), 'run: node scripts/errors-page.ts').toBe(errorsPage())
})

test('every error code is raised somewhere', () => {
  const sources = globSync('src/**/*.ts', {
    exclude: (path) => path.endsWith('.test.ts') || path.includes('catalogue'),
  })
  const text = sources.map(read).join('\n')
  expect(Object.keys(errorCatalogue).filter((code) => !text.includes(`'${code}'`))).toEqual([])
})

test.each(documents)('every local link of %s leads somewhere', (document) => {
  const links = [...read(document).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
    ([, link]) => link ?? '',
  )
  expect(links.filter((link) => !existsSync(join(dirname(document), link)))).toEqual([])
})

test('every environment variable that the code reads is explained', () => {
  const sources = globSync('src/{server,cli}/**/*.ts', { exclude: (path) => path.endsWith('.test.ts') })
  const names = new Set(
    sources.flatMap((path) =>
      [...read(path).matchAll(/\b(?:env|environment)\.([A-Z][A-Z0-9_]+)/g)].map(([, name]) => name ?? ''),
    ),
  )
  const explained = read('docs/configuration.md')
  expect(names.size).toBeGreaterThan(0)
  expect([...names].filter((name) => !explained.includes(name))).toEqual([])
})

const withExamples = documents.filter((document) => read(document).includes('<!-- examples/'))
test.each(withExamples)('every example shown in %s is the file that runs in a test', (document) => {
  for (const [, file = '', code] of read(document).matchAll(/<!-- (examples\/\S+) -->\n```ts\n(.*?)```/gs)) {
    expect(read(file)).toContain(code)
  }
})
