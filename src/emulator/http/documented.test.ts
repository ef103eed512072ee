// Holds docs/emulator.md to the code.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startEmulator } from '../index.ts'
import { allPages, laterOperations, operations } from '../operations/catalogue.ts'
import { configCodes } from '../operations/jsapi-config.ts'
import { isJsapi, jsapiNames } from '../operations/jsapi-names.ts'
import { defaultSwitches } from '../state/state.ts'

const page = readFileSync(new URL('../../../docs/emulator.md', import.meta.url), 'utf8')

test('docs/emulator.md lists every call of the control API, and no other', async () => {
  await using emulator = await startEmulator()
  const info = (await (await fetch(`${emulator.url}/_emulator/api/`)).json()) as { calls: string[] }
  const listed = [...page.matchAll(/^\| `((?:GET|POST|PATCH|DELETE) \/_emulator\/[^`]*)`/gm)].map(
    ([, call]) => call,
  )
  expect(listed.sort()).toEqual(info.calls.sort())
})

test('docs/emulator.md lists every switch with its default', () => {
  const section = page.slice(page.indexOf('## Switches'))
  const listed = Object.fromEntries(
    [...section.matchAll(/^\| `(\w+)` \| `([^`]+)` \|/gm)].map(([, name, value = '']) => [
      name,
      JSON.parse(value),
    ]),
  )
  expect(listed).toEqual(defaultSwitches)
})

test('docs/emulator.md names every operation that is served, and none that is not', () => {
  const from = page.indexOf('## What is served')
  const section = page.slice(from, page.indexOf('## Switches'))
  for (const { name } of [...operations, ...allPages]) expect(section).toContain(`\`${name}\``)
  for (const { name } of laterOperations) expect(section).not.toContain(`\`${name}\``)
})

test('docs/emulator.md names every JSAPI once, and every code of a failed config', () => {
  const section = page.slice(page.indexOf('## JSAPI'), page.indexOf('## The control API'))
  const lists = section.slice(section.indexOf('Without config:'), section.indexOf('Any other name'))
  const named = [...lists.matchAll(/`([\w.]+)`/g)].map(([, name]) => name)
  expect(named.filter((name) => name !== undefined && isJsapi(name)).sort()).toEqual([...jsapiNames].sort())
  for (const code of configCodes)
    expect(section.match(new RegExp(`^\\| .*\\b${code}\\b.* \\|`, 'm'))).not.toBe(null)
})

test('the curl examples of docs/emulator.md are bodies that the API accepts', async () => {
  await using emulator = await startEmulator({ app: { redirectUrls: ['http://127.0.0.1:3000/'] } })
  const examples = [...page.matchAll(/^curl -s (?:-X (\w+) )?\$E(\S+) -H "\$J" -d '([^\n]*)'$/gm)]
  expect(examples.length).toBeGreaterThan(6)
  for (const [line, method = 'POST', path, text = ''] of examples) {
    const body = text.replace(
      /http:[^"]*authorize[^"]*/,
      `${emulator.url}/open-apis/authen/v1/authorize?${new URLSearchParams({
        client_id: emulator.app.appId,
        redirect_uri: 'http://127.0.0.1:3000/',
        state: 's',
      })}`,
    )
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${emulator.url}/_emulator/api${path}`, { method, headers, body })
    expect(`${answer.status} ${line}`).toBe(`200 ${line}`)
  }
})
