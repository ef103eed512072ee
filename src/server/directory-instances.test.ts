import { expect, test } from 'vitest'
import { createTestServer } from './test-server.ts'

const second = { name: 'Second', appId: 'cli_second', appSecret: 'thesecret2' }

test('what directoryOf has given works on when the instance is changed, until it is removed', async () => {
  await using server = await createTestServer()
  const { elements, directoryOf } = server.larkspur
  const { fullName, updatedAt } = await elements.create(second)
  const held = directoryOf('Second')
  await elements.update(fullName, { appId: 'cli_other', appSecret: 'thesecret3' }, updatedAt ?? 0)
  expect(await held.count()).toEqual({ people: 0, departments: 0 })
  const fresh = await directoryOf('Second')
    .sync()
    .catch(({ code }) => code)
  // The platform of the test knows no contact API: the run begins, where that of an app that left is over at once.
  expect(fresh).not.toBe('aborted')
  expect(await held.sync().catch(({ code }) => code)).toBe(fresh)
  const { items } = await held.runs()
  expect(items.length).toBeGreaterThan(0)
  expect(items).toEqual((await directoryOf('Second').runs()).items)
  await elements.remove(fullName)
  await expect(held.count()).rejects.toMatchObject({ code: 'request_invalid' })
  expect(() => directoryOf('Second')).toThrow(expect.objectContaining({ code: 'request_invalid' }))
})

test('a scheduled run that an edit of its instance interrupts is taken up at the next look', async () => {
  const works: (() => void)[] = []
  let asked = 0
  let changed = () => {}
  const once = () =>
    new Promise<void>((resolve) => {
      changed = resolve
    })
  const never = (signal: AbortSignal) =>
    new Promise<Response>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    if (request.url.endsWith('/tenant_access_token/internal')) {
      const { app_id } = (await request.json()) as { app_id: string }
      return Response.json({ code: 0, msg: 'ok', tenant_access_token: `t-${app_id}`, expire: 7200 })
    }
    if (request.headers.get('authorization') === 'Bearer t-cli_second') {
      asked += 1
      changed()
    }
    return never(request.signal)
  }
  await using server = await createTestServer({
    fetch,
    directory: { schedule: '0 3 * * *' },
    every: (ms, work) => {
      if (ms === 60_000) works.push(work)
      return () => {}
    },
  })
  const { fullName, updatedAt } = await server.larkspur.elements.create(second)
  const look = () => {
    // The next time of the schedule stays far away.
    server.time.now += 1
    for (const work of works) work()
  }
  const first = once()
  server.time.now += 4 * 3_600_000
  look()
  await first
  expect(asked).toBe(1)
  const again = once()
  await server.larkspur.elements.update(fullName, { title: 'Same' }, updatedAt ?? 0)
  const { updatedAt: seen } = server.larkspur.elements.status(fullName)
  await server.larkspur.elements.update(fullName, { scopes: ['contact:user.email:readonly'] }, seen ?? 0)
  // The interrupted run ends by itself; whichever look comes after that begins the next.
  const looking = setInterval(look, 5)
  await again
  clearInterval(looking)
  expect(asked).toBe(2)
})
