// Compiles every snippet of the documents against the sources, so that what they show is true: TypeScript with its
// types, plain JavaScript and the scripts of HTML snippets at least in their syntax.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'

/** Ignored by git, and inside the repository so that packages resolve. */
const folder = 'test-results/snippets'
const root = '../../..'

const entries = {
  larkspur: [`${root}/src/index.ts`],
  'larkspur/node': [`${root}/src/node/index.ts`],
  'larkspur/emulator': [`${root}/src/emulator/index.ts`],
  'larkspur/browser': [`${root}/src/browser/index.ts`],
  'larkspur/browser/api': [`${root}/src/browser/elements/index.ts`],
}

/** Page and server have different globals, so each has its project. */
const projects = {
  browser: { extends: `${root}/tsconfig.browser.json` },
  node: { extends: `${root}/tsconfig.json` },
}

const snippetsOf = (document: string) =>
  [...readFileSync(document, 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '')

/** Blocks of the other languages a document may hold; a new language must be thought about here. */
const notCode = ['sh', 'text', 'json', 'http', '']

function scriptsOf(document: string): string[] {
  const blocks = [...readFileSync(document, 'utf8').matchAll(/^```(\w*)\n(.*?)^```/gms)]
  return blocks.flatMap(([, language = '', code = '']) => {
    if (language === 'js') return [code]
    if (language === 'html')
      return [...code.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => script)
    expect(['ts', ...notCode], `a block of ${document}`).toContain(language)
    return []
  })
}

const isForPages = (code: string) => code.includes("'larkspur/browser") || !code.includes("from 'larkspur")

/** What the compiler says about these snippets; '' when it has nothing against them. */
function compile(name: string, project: keyof typeof projects, snippets: string[], extension = 'ts'): string {
  const place = join(folder, `${name}-${project}`)
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  for (const [index, code] of snippets.entries()) {
    writeFileSync(join(place, `snippet-${index + 1}.${extension}`), `${code}\nexport {}\n`)
  }
  const config = {
    ...projects[project],
    compilerOptions: { paths: entries, allowJs: true },
    include: [`*.${extension}`],
    exclude: [],
  }
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify(config))
  const { status, stdout } = spawnSync('npx', ['tsc', '-p', place], { encoding: 'utf8' })
  return status === 0 ? '' : stdout
}

test.each(['docs/browser.md', 'docs/elements.md', 'docs/jsapi.md', 'docs/sign-in.md', 'docs/tokens.md'])(
  'every snippet of %s compiles',
  (document) => {
    const snippets = snippetsOf(document)
    expect(snippets).not.toEqual([])
    const forPages = snippets.filter(isForPages)
    const forServers = snippets.filter((code) => !isForPages(code))
    const name = basename(document, '.md')
    if (forPages.length > 0) expect(compile(name, 'browser', forPages)).toBe('')
    if (forServers.length > 0) expect(compile(name, 'node', forServers)).toBe('')
    const scripts = scriptsOf(document)
    if (scripts.length > 0) expect(compile(`${name}-scripts`, 'browser', scripts, 'js')).toBe('')
  },
)

test.each([
  ['a misspelt parameter', `tt.showToast({ titel: 'x' })`],
  ['a missing parameter', 'tt.setClipboardData()'],
  ['a call that does not exist', 'tt.getEverything()'],
  ['a field that the answer lacks', '(await tt.scanCode()).text'],
])('the types of the client’s calls refuse %s', (what, code) => {
  const before = `import { createClient } from 'larkspur/browser'\nconst { tt } = createClient()\n`
  expect(compile(`refused-${what.replaceAll(' ', '-')}`, 'browser', [before + code])).toMatch(
    /snippet-1\.ts\(3,/,
  )
})
