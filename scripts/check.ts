// Runs every static check of the repository, all of them even when one fails, and says which failed.
import { spawnSync } from 'node:child_process'

const checks: [name: string, command: string, ...parameters: string[]][] = [
  // First: the examples import the package by its name, so its types must be there.
  ['build', 'npm', 'run', '--silent', 'build'],
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['types of browser code', 'tsc', '-p', 'tsconfig.browser.json'],
  ['lint and format', 'biome', 'ci', '--error-on-warnings', '.'],
  ['import rules', 'depcruise', '--config', '.dependency-cruiser.cjs', 'src'],
  ['unused code', 'knip'],
  ['package shape', 'publint', '--strict'],
]

const failed = checks.filter(([name, command, ...parameters]) => {
  process.stdout.write(`\n— ${name}\n`)
  return (
    spawnSync(command, parameters, { stdio: 'inherit', shell: process.platform === 'win32' }).status !== 0
  )
})

process.stdout.write(
  failed.length === 0 ? '\nAll checks passed.\n' : `\nFailed: ${failed.map(([name]) => name).join(', ')}\n`,
)
process.exitCode = failed.length === 0 ? 0 : 1
