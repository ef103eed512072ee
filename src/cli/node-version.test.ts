import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { tooOld } from './node-version.ts'

test.each(['18.20.4', '20.20.2', '22.12.0', '22.9.1'])('%s is too old', (version) => {
  expect(tooOld(version, 'en')).toBe(`Larkspur needs Node.js 22.13 or newer; this is ${version}.`)
  expect(tooOld(version, 'zh')).toMatch(/^Larkspur 需要 Node\.js 22\.13 或更高版本/)
})

test.each(['22.13.0', '22.20.1', '23.0.0', '26.10.0'])('%s is new enough', (version) => {
  expect(tooOld(version, 'en')).toBeUndefined()
})

/** Makes of the process one of Node.js 20, which has no node:sqlite. */
const asNode20 = `
  import { registerHooks } from 'node:module'
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })
  registerHooks({
    resolve(name, context, next) {
      if (name === 'node:sqlite') throw new Error('No such built-in module: node:sqlite')
      return next(name, context)
    },
  })
`

test('on an old Node.js the command line says so in one sentence', () => {
  const hooks = `data:text/javascript,${encodeURIComponent(asNode20)}`
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', hooks, 'src/cli/main.ts', 'sync'],
    { encoding: 'utf8', env: { PATH: process.env.PATH, LANG: 'C' } },
  )
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toBe('larkspur: Larkspur needs Node.js 22.13 or newer; this is 20.20.2.\n')
})
