// Compiles every TypeScript snippet of the documents against the sources, so that what they show is true.
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
}

/** Page and server have different globals, so each has its project. */
const projects = {
  browser: { extends: `${root}/tsconfig.browser.json` },
  node: { extends: `${root}/tsconfig.json` },
}

const snippetsOf = (document: string) =>
  [...readFileSync(document, 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '')

const isForPages = (code: string) => code.includes("'larkspur/browser'") || !code.includes("from 'larkspur")

test.each(['docs/browser.md', 'docs/jsapi.md'])('every snippet of %s compiles', (document) => {
  const snippets = snippetsOf(document)
  expect(snippets).not.toEqual([])
  for (const [project, settings] of Object.entries(projects)) {
    const place = join(folder, `${basename(document, '.md')}-${project}`)
    rmSync(place, { recursive: true, force: true })
    mkdirSync(place, { recursive: true })
    const mine = snippets.filter((code) => isForPages(code) === (project === 'browser'))
    if (mine.length === 0) continue
    for (const [index, code] of mine.entries()) {
      writeFileSync(join(place, `snippet-${index + 1}.ts`), `${code}\nexport {}\n`)
    }
    const config = { ...settings, compilerOptions: { paths: entries }, include: ['*.ts'], exclude: [] }
    writeFileSync(join(place, 'tsconfig.json'), JSON.stringify(config))
    const { status, stdout } = spawnSync('npx', ['tsc', '-p', place], { encoding: 'utf8' })
    expect(stdout).toBe('')
    expect(status).toBe(0)
  }
})
