// Shows: that the tests notice a missing guard. Takes one guard at a time out of a copy of the sources, runs the tests
// that should notice, and names those that turn red. Fails when a guard can be taken out and everything stays green.
//
//   node test/mutations.ts            every guard
//   node test/mutations.ts pkce       the guards whose name holds this text
//   node test/mutations.ts 2/3        every third guard, from the second on
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Mutation } from './support/mutation.ts'
import { mutations } from './support/mutations.ts'

/** Titles of the tests that fail with this guard out; it stops at the first. */
async function redTests(mutation: Mutation): Promise<string[]> {
  const copy = mkdtempSync(join(tmpdir(), 'larkspur-mutation-'))
  try {
    const kept = [
      'src',
      'test',
      'scripts',
      'docs',
      'dist',
      'package.json',
      'vitest.config.ts',
      'tsconfig.json',
    ]
    for (const path of kept) cpSync(path, join(copy, path), { recursive: true })
    symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
    const file = join(copy, mutation.file)
    const [before, after, ...more] = readFileSync(file, 'utf8').split(mutation.guard)
    if (after === undefined || more.length > 0) {
      throw new Error(`${mutation.file} must hold this exactly once: ${mutation.guard}`)
    }
    writeFileSync(file, `${before}${mutation.without}${after}`)
    const report = join(copy, 'report.json')
    const flags = ['--bail=1', '--no-file-parallelism', '--reporter=json', `--outputFile=${report}`]
    await once(spawn('vitest', ['run', ...mutation.tests, ...flags], { cwd: copy, stdio: 'ignore' }), 'exit')
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      testResults: { assertionResults: { title: string; status: string }[] }[]
    }
    return testResults
      .flatMap((result) => result.assertionResults)
      .filter((result) => result.status === 'failed')
      .map((result) => result.title)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

const [wanted = ''] = process.argv.slice(2)
const part = /^(\d+)\/(\d+)$/.exec(wanted)
const chosen = mutations.filter(({ name }, index) =>
  part ? index % Number(part[2]) === Number(part[1]) - 1 : name.includes(wanted),
)
const unnoticed: Mutation[] = []

async function tryOut(mutation: Mutation): Promise<void> {
  const red = await redTests(mutation)
  const titles = red.slice(0, 3).map((title) => `\n    red: ${title}`)
  process.stdout.write(
    `${red.length === 0 ? 'NOT NOTICED' : 'noticed'}  ${mutation.name}${titles.join('')}\n`,
  )
  if (red.length === 0) unnoticed.push(mutation)
}

/** Takes from the common list until it is empty. */
const waiting = chosen.values()
async function work(): Promise<void> {
  for (const mutation of waiting) await tryOut(mutation)
}
await Promise.all(Array.from({ length: availableParallelism() }, work))

process.stdout.write(
  `\n${chosen.length - unnoticed.length} of ${chosen.length} missing guards were noticed.\n`,
)
process.exitCode = unnoticed.length === 0 && chosen.length > 0 ? 0 : 1
