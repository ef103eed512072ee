import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReceiver } from '../events/test-receiver.ts'
import { startFrozen } from '../testkit.ts'
import type { Emulator } from '../types.ts'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startFrozen({ organisation: { users: 120 } })
})
afterAll(() => emulator.close())

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${emulator.url}/_emulator/api${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects inside
  return { status: response.status, body: (await response.json()) as any }
}

describe('control API: the organisation', () => {
  test('departments are made, read, changed, moved and removed', async () => {
    const { body: above } = await call('POST', '/departments', { name: 'Laboratories', leader: 3 })
    expect(above).toMatchObject({ name: 'Laboratories', parent: '0', leader: 3, member_count: 0 })
    const { body: lab } = await call('POST', '/departments', {
      name: 'Lab',
      parent: above.department_id,
      customId: 'LAB',
    })
    expect((await call('GET', '/departments/LAB')).body).toEqual(lab)
    expect((await call('GET', `/departments?parent=${above.open_department_id}`)).body).toEqual({
      total: 1,
      items: [lab],
    })
    expect((await call('GET', '/departments?search=laborat&limit=1')).body.total).toBe(1)
    const changed = await call('PATCH', '/departments/LAB', { name: 'Big Lab', deputies: [4], parent: '0' })
    expect(changed.body).toMatchObject({ name: 'Big Lab', deputies: [4], parent: '0' })
    expect((await call('DELETE', '/departments/LAB')).body).toEqual({ removed: lab.open_department_id })
    expect((await call('GET', '/departments/LAB')).status).toBe(404)
    expect((await call('DELETE', '/departments/LAB')).status).toBe(404)
    await call('DELETE', `/departments/${above.open_department_id}`)
  })

  test('a change that the organisation refuses changes nothing', async () => {
    const { body: lab } = await call('POST', '/departments', { name: 'Lab' })
    const { body: other } = await call('POST', '/departments', { name: 'Other lab' })
    const id = other.open_department_id
    const refused = await call('PATCH', `/departments/${id}`, { name: 'a/b', parent: lab.open_department_id })
    expect(refused.status).toBe(400)
    expect(refused.body.error.message).toContain('without "/"')
    expect((await call('GET', `/departments/${id}`)).body).toEqual(other)
    for (const department of [lab, other]) await call('DELETE', `/departments/${department.department_id}`)
  })

  test('people are hired, moved, frozen and unfrozen, and leave', async () => {
    const { body: lab } = await call('POST', '/departments', { name: 'Lab' })
    const departments = [lab.open_department_id, '0']
    const hired = (
      await call('POST', '/people', { name: 'Ada', departments, leader: 5, job_title: 'Chemist' })
    ).body
    expect(hired).toMatchObject({ name: 'Ada', department_ids: departments, job_title: 'Chemist' })
    const members = () => call('GET', `/people?department=${lab.department_id}`)
    expect((await members()).body.items).toEqual([hired])
    expect((await call('DELETE', `/departments/${lab.department_id}`)).body.error.message).toContain(
      'members',
    )
    const step = (name: string) => call('POST', `/people/${hired.open_id}/${name}`)
    expect((await step('freeze')).body.status.is_frozen).toBe(true)
    expect((await step('unfreeze')).body.status.is_frozen).toBe(false)
    const moved = await call('PATCH', `/people/${hired.open_id}`, { departments: ['0'], leader: null })
    expect(moved.body.department_ids).toEqual(['0'])
    expect((await members()).body.total).toBe(0)
    expect((await step('leave')).body.status.is_resigned).toBe(true)
    await call('DELETE', `/departments/${lab.department_id}`)
  })

  test('the export has every department and person that the app may read, one on a line', async () => {
    const response = await fetch(`${emulator.url}/_emulator/api/export`)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const lines = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const { departments, people } = emulator.organisation.exportFor()
    const expected = [
      ...[...departments].map((department) => ({ department })),
      ...[...people].map((person) => ({ person })),
    ]
    expect(lines).toEqual(expected)
    expect(lines.length).toBeGreaterThan(110)
    expect((await call('GET', '/export?appId=cli_0000000000000000')).status).toBe(404)
  })
})

describe('control API: contact range and rate limits', () => {
  test('the contact range is set, and checked', async () => {
    const id = emulator.organisation.departments.list().items[0]?.open_department_id
    const contactRange = { departments: [id], people: [7] }
    expect((await call('PATCH', '/app', { contactRange })).body.contactRange).toEqual(contactRange)
    const wrong = await call('PATCH', '/app', { contactRange: 'some' })
    expect(wrong.body.error.problems).toEqual([
      { field: 'contactRange', expected: expect.stringContaining('"availability"') },
    ])
    expect((await call('PATCH', '/app', { contactRange: { departments: ['D1'], people: [] } })).status).toBe(
      400,
    )
    await call('PATCH', '/app', { contactRange: 'availability' })
  })

  test('rate limits are turned on and off', async () => {
    expect((await call('GET', '/rate-limits')).body).toEqual({ rateLimits: false })
    const slow = { rateLimits: { factor: 0.02 } }
    expect((await call('POST', '/rate-limits', slow)).body).toEqual(slow)
    expect((await call('GET', '/rate-limits')).body).toEqual(slow)
    for (const rateLimits of [{ factor: 0 }, { factor: 101 }, 1, 'on', {}])
      expect((await call('POST', '/rate-limits', { rateLimits })).status).toBe(400)
    expect((await call('POST', '/rate-limits', { rateLimits: false })).body).toEqual({ rateLimits: false })
  })
})

describe('control API: events', () => {
  test('a subscription is asked, saved, shown and removed; its deliveries are listed and sent again', async () => {
    await using receiver = await startReceiver(() => 'k')
    const given = {
      url: receiver.url,
      encryptKey: 'k',
      verificationToken: 't',
      types: ['contact.user.updated_v3'],
    }
    const subscription = { appId: emulator.app.appId, ...given }
    expect((await call('POST', '/events/subscription', given)).body).toEqual(subscription)
    expect(receiver.challenges).toHaveLength(1)
    expect((await call('GET', '/events/subscription')).body).toEqual(subscription)

    await call('POST', '/people/9/freeze')
    expect((await call('GET', '/events/settled')).body).toEqual({ settled: true })
    const { body } = await call('GET', '/events/deliveries?type=contact.user.updated_v3&state=delivered')
    expect(body.deliveries).toMatchObject([{ state: 'delivered', tries: [{ status: 200 }] }])
    expect(JSON.stringify(body)).not.toContain('"token"')
    const [{ id, eventId }] = body.deliveries
    expect((await call('POST', `/events/deliveries/${id}/resend`)).body.eventId).toBe(eventId)
    for (const unknown of ['99999', 'x', '0x1', `${id}.0`])
      expect((await call('POST', `/events/deliveries/${unknown}/resend`)).status).toBe(404)
    const sent = await call('POST', '/events/send', { type: 'app.made_up', event: { a: 1 }, schema: '1.0' })
    expect(sent.body.type).toBe('app.made_up')
    await call('GET', '/events/settled')
    expect(receiver.received.map(({ signed }) => signed)).toEqual([true, true, true])

    expect((await call('DELETE', '/events/subscription')).body).toMatchObject({ url: '' })
    expect((await call('POST', '/events/send', { type: 'app.made_up', event: {} })).status).toBe(400)
  })

  test('a request URL that answers wrongly is refused with the reason, and not saved', async () => {
    const server = createServer((_, response) => void response.writeHead(500).end())
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`
    const before = emulator.app.events
    const refused = await call('POST', '/events/subscription', { url, types: 'all' })
    expect(refused.status).toBe(400)
    expect(refused.body.error.message).toContain('HTTP 500')
    expect(emulator.app.events).toEqual(before)
    await new Promise((done) => server.close(done))
  })

  test('weather', async () => {
    const weather = { duplicate: 0.5, seed: 7 }
    expect((await call('POST', '/events/weather', weather)).body).toEqual(weather)
    expect((await call('GET', '/events/weather')).body).toEqual(weather)
    expect((await call('POST', '/events/weather', {})).body).toEqual({})
  })
})

describe('control API: bad input about the directory', () => {
  test.each<[string, string, string, unknown, string]>([
    ['a department without a name', 'POST', '/departments', { parent: '0' }, 'name'],
    ['a department with an unknown field', 'POST', '/departments', { name: 'x', boss: 1 }, 'boss'],
    ['departments as a text', 'PATCH', '/people/0', { departments: '0' }, 'departments'],
    ['a share above one', 'POST', '/events/weather', { lose: 2 }, 'lose'],
    ['unknown weather', 'POST', '/events/weather', { snow: 1 }, 'snow'],
    ['a subscription without an address', 'POST', '/events/subscription', {}, 'url'],
    ['types as a text', 'POST', '/events/subscription', { url: 'x', types: 'some' }, 'types'],
    ['an event that is a text', 'POST', '/events/send', { type: 'x', event: 'y' }, 'event'],
    [
      'an older schema than there is',
      'POST',
      '/events/send',
      { type: 'x', event: {}, schema: '0' },
      'schema',
    ],
    ['no rate limits', 'POST', '/rate-limits', {}, 'rateLimits'],
    ['an event setting that does not exist', 'PATCH', '/app', { events: { uri: 'x' } }, 'events.uri'],
  ])('%s: 400 names the field', async (_, method, path, body, field) => {
    const answer = await call(method, path, body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.problems.map((problem: { field: string }) => problem.field)).toContain(field)
  })

  test.each([
    ['/people?department=D9999'],
    ['/departments?parent=D9999'],
    ['/departments?limit=501'],
    ['/events/deliveries?state=lazy'],
    ['/events/deliveries?since=yesterday'],
  ])('GET %s: 400', async (path) => {
    expect((await call('GET', path)).status).toBe(400)
  })

  test('what nobody knows: 400 with the emulator’s sentence, or 404', async () => {
    expect((await call('PATCH', '/people/0', { departments: ['D9999'] })).body.error.message).toContain(
      'D9999',
    )
    expect((await call('POST', '/people/ou_nobody/leave')).status).toBe(404)
    expect((await call('PATCH', '/departments/0', { name: 'x' })).status).toBe(404)
    expect((await call('POST', '/people/0/freeze', { hard: true })).status).toBe(400)
  })
})
