import { globSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startEmulator } from '../src/emulator/index.ts'
import { startProgram } from './support/command.ts'
import { freePort } from './support/free-port.ts'
import { createVisitor } from './support/visitor.ts'

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
  expect(await session.json()).toMatchObject({ user: { openId: feishu.people.get(2)?.open_id } })
})
