import { globSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Emulator, type Person, startEmulator } from '../src/emulator/index.ts'
import { startProgram } from './support/command.ts'
import { freePort } from './support/free-port.ts'
import { createVisitor, type Visitor } from './support/visitor.ts'

/** What an example shows beyond the sign-in. */
const shows: Record<
  string,
  (visitor: Visitor, feishu: Emulator, person: Person | undefined) => Promise<void>
> = {
  'examples/as-the-person.ts': async (visitor, feishu, person) => {
    const answer = await visitor.open('/me')
    expect(await answer.json()).toMatchObject({ user: { open_id: person?.open_id, name: person?.name } })
    feishu.login.withdraw(2)
    const missing = await visitor.open('/me')
    expect(missing.status).toBe(403)
    const [, consent = ''] = /class="button primary" href="([^"]*)"/.exec(await missing.text()) ?? []
    const asked = await visitor.open(consent.replaceAll('&amp;', '&'))
    const back = await visitor.open(feishu.login.approve(asked.headers.get('location') ?? '', 2))
    expect(back.headers.get('location')).toBe('/me')
    expect((await visitor.open('/me')).status).toBe(200)
    await feishu.close()
    const down = await visitor.open('/me')
    expect([down.status, await down.text()]).toEqual([503, expect.stringContaining('platform_unavailable')])
  },
  'examples/colleagues.ts': async (visitor, feishu, person) => {
    const names = (await (await visitor.open('/colleagues')).json()) as { name: string }[]
    expect(names.map(({ name }) => name)).toContain(person?.name)
    const department = person?.department_ids[0] ?? ''
    expect(names.length).toBe(feishu.people.list({ department, limit: 500 }).total)
  },
  'examples/elements.ts': async (visitor, feishu, person) => {
    const card = await (await visitor.open('/card')).json()
    expect(card).toMatchObject({ name: person?.name, position: person?.job_title })
    feishu.apps.update(feishu.app.appId, { enabled: false })
    const refused = await visitor.open('/card')
    expect([refused.status, await refused.json()]).toMatchObject([502, { code: 60020 }])
  },
}

test.each(globSync('examples/*.ts'))('%s signs a person in', async (file) => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await using feishu = await startEmulator({ app: { redirectUrls: [`${url}/auth/callback`] } })
  await using program = startProgram(file, [], {
    ...feishu.env,
    PORT: String(port),
    NODE_ENV: 'development',
    SESSION_SECRET: 'a secret of the examples that is long enough',
  })
  await program.printed(/Open http/)
  const visitor = createVisitor(url)
  const start = await visitor.open('/auth/authorize')
  await visitor.open(feishu.login.approve(start.headers.get('location') ?? '', 2))
  const session = await visitor.script('/auth/session')
  const person = feishu.people.get(2)
  expect(await session.json()).toMatchObject({ user: { openId: person?.open_id } })
  await shows[file]?.(visitor, feishu, person)
})
