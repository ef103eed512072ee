import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../events/test-receiver.ts'
import { startFrozen } from '../testkit.ts'
import type { Emulator } from '../types.ts'
import { openPage, postForm } from './test-console.ts'

let emulator: Emulator
let receiver: Receiver
beforeEach(async () => {
  emulator = await startFrozen({ organisation: { users: 60 } })
  receiver = await startReceiver(() => emulator.app.events.encryptKey)
})
afterEach(async () => {
  await emulator.close()
  await receiver.close()
})

const open = (query = '', language?: string) => openPage(emulator, `/events${query}`, language)
const act = (action: string, fields: Record<string, string>, query = '') =>
  postForm(emulator, `/events/${action}${query}`, fields)
const rows = (text: string) => [...text.matchAll(/<details class="delivery">/g)].length

describe('subscription form', () => {
  test('asks the address and saves it', async () => {
    const { location } = await act('subscribe', {
      url: ` ${receiver.url} `,
      encryptKey: emulator.app.events.encryptKey,
      verificationToken: 'tok',
      types: 'contact.user.updated_v3\r\n\r\ncontact.user.deleted_v3',
    })
    expect(receiver.challenges).toMatchObject([{ body: { token: 'tok' } }])
    expect(emulator.app.events).toMatchObject({
      url: receiver.url,
      types: ['contact.user.updated_v3', 'contact.user.deleted_v3'],
    })
    expect(location).toBe('/_emulator/events?done=subscribe#subscription')
    expect((await open('?done=subscribe')).text).toContain('the address answered the challenge')
  })

  test('a wrong answer: 400 with the reason, what was typed stays, nothing is saved', async () => {
    receiver.answerChallenge = (response) => void response.end('{"challenge":"another"}')
    const before = emulator.app.events
    const { status, text } = await act('subscribe', {
      url: receiver.url,
      encryptKey: '"typed"',
      types: 'a.b',
    })
    expect(status).toBe(400)
    expect(text).toMatch(/role="alert">[^<]*did not answer/)
    expect(text).toContain(`value="${receiver.url}"`)
    expect(text).toContain('value="&quot;typed&quot;"')
    expect(text).toContain('>a.b</textarea>')
    expect(emulator.app.events).toEqual(before)
  })

  test('the secrets are behind a reveal', async () => {
    const { text } = await open()
    const details = text.slice(text.indexOf('<details'), text.indexOf('</details>'))
    const { encryptKey, verificationToken } = emulator.app.events
    for (const secret of [encryptKey, verificationToken]) {
      expect(details).toContain(secret)
      expect(text.replace(details, '')).not.toContain(secret)
    }
  })

  test('unsubscribes; another app has a subscription of its own', async () => {
    const other = emulator.apps.create({ name: 'Other' })
    await emulator.events.subscribe({ url: receiver.url })
    const query = `?app=${other.appId}`
    expect((await open(query)).text).toContain('>Off<')
    const url = receiver.url
    await act('subscribe', { url }, query)
    expect(emulator.apps.get(other.appId)?.events).toMatchObject({ url, encryptKey: '', types: 'all' })
    expect((await act('unsubscribe', {}, query)).location).toContain(`app=${other.appId}`)
    expect([emulator.app.events.url, emulator.apps.get(other.appId)?.events.url]).toEqual([url, ''])
  })
})

describe('weather form', () => {
  test('sets and shows shares in percent', async () => {
    await act('weather', { duplicate: '25', lose: '0', corrupt: '100', seed: '7' })
    expect(emulator.events.weather()).toEqual({ duplicate: 0.25, corrupt: 1, seed: 7 })
    const { text } = await open()
    expect(text).toContain('25 %')
    expect(text).toMatch(/name="corrupt"[^>]* value="100"/)
    await act('fine-weather', {})
    expect(emulator.events.weather()).toEqual({})
  })

  test.each([{ lose: '101' }, { lose: '-5' }, { lose: 'much' }, { seed: 'x' }, { seed: '1e3' }])(
    '%j: 400, and the weather stays',
    async (fields) => {
      const { status, text } = await act('weather', fields as Record<string, string>)
      expect(status).toBe(400)
      expect(text).toContain('role="alert"')
      expect(emulator.events.weather()).toEqual({})
    },
  )
})

describe('deliveries', () => {
  test('are listed newest first, with tries, what came back and the opened event', async () => {
    await emulator.events.subscribe({ url: receiver.url })
    emulator.organisation.freeze(3)
    await emulator.events.settled()
    receiver.answer = 500
    emulator.organisation.rename(4, '<b>Nasty</b>')
    await emulator.events.settled()
    const { text } = await open()
    expect(rows(text)).toBe(2)
    expect(text.indexOf('>Waiting<', text.indexOf('class="deliveries"'))).toBeLessThan(
      text.lastIndexOf('>Delivered<'),
    )
    expect(text).toContain('HTTP 500')
    expect(text).toContain('HTTP 200')
    expect(text).toContain(emulator.people.get(3)?.name)
    expect(text).toContain('&quot;is_frozen&quot;: true')
    expect(text).not.toContain('<b>Nasty')
    const { verificationToken } = emulator.app.events
    expect(text.slice(text.indexOf('id="deliveries"'))).not.toContain(verificationToken)
    expect(rows((await open('?state=waiting')).text)).toBe(1)
    expect(rows((await open('?type=contact.user.updated_v3')).text)).toBe(2)
    expect((await open('?state=lost')).text).toContain('No such deliveries')
    expect((await open('', 'zh')).text).toContain('尝试 1 次')
  })

  test('are sent again, with the same event_id, and the page shows what became of it', async () => {
    await emulator.events.subscribe({ url: receiver.url })
    emulator.organisation.freeze(3)
    await emulator.events.settled()
    const [delivery] = emulator.events.deliveries()
    const { location } = await act('resend', { id: String(delivery?.id) }, '?state=delivered')
    expect(location).toBe('/_emulator/events?state=delivered&done=resend#deliveries')
    expect(rows((await open('?state=delivered')).text)).toBe(2)
    expect(new Set(emulator.events.deliveries().map(({ eventId }) => eventId)).size).toBe(1)
    for (const id of ['99999', '', 'x']) expect((await act('resend', { id })).status).toBe(400)
  })

  test('come in pages', async () => {
    emulator.apps.update(emulator.app.appId, { events: { url: receiver.url } })
    for (let index = 0; index < 45; index++) emulator.events.send('made.up', {})
    await emulator.events.settled()
    const last = await open('?page=3')
    expect(rows(last.text)).toBe(5)
    expect(last.text).toContain('Page 3 of 3')
    expect(rows((await open('?page=-1')).text)).toBe(20)
  })

  test('none: says what to do', async () => {
    expect((await open()).text).toContain('No deliveries yet')
  })
})

test.each(['subscribe', 'unsubscribe', 'weather', 'resend'])(
  '%s from a foreign page: 403',
  async (action) => {
    await emulator.events.subscribe({ url: receiver.url })
    const fields = { url: receiver.url, lose: '100', types: 'x' }
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect((await postForm(emulator, `/events/${action}`, fields, headers)).status).toBe(403)
    expect(emulator.app.events).toMatchObject({ url: receiver.url, types: 'all' })
    expect(emulator.events.weather()).toEqual({})
    expect(receiver.challenges).toHaveLength(1)
  },
)

describe('app page', () => {
  const save = (fields: Record<string, string>) => postForm(emulator, '/app', fields)

  test('sets and shows the contact range; names become ids', async () => {
    const department = emulator.organisation.departments.create({ name: 'Lab' })
    const person = emulator.people.get(5)
    const some = { setting: 'contactRange', range: 'some', departments: 'Lab', people: person?.user_id ?? '' }
    expect((await save(some)).status).toBe(303)
    expect(emulator.app.contactRange).toEqual({ departments: [department.open_department_id], people: [5] })
    const { text } = await openPage(emulator, '/app')
    expect(text).toContain(`>${department.department_id}</textarea>`)
    expect(text).toContain(`>${person?.open_id}</textarea>`)
    const wrong = await save({ ...some, departments: 'D9999' })
    expect(wrong.status).toBe(400)
    expect(wrong.text).toContain('D9999')
    await save({ setting: 'contactRange', range: 'all' })
    expect(emulator.app.contactRange).toBe('all')
  })

  test('a contact range without a choice changes nothing', async () => {
    expect((await save({ setting: 'contactRange' })).status).toBe(400)
    expect(emulator.app.contactRange).toBe('availability')
  })

  test('turns rate limits on, smaller, and off', async () => {
    await save({ setting: 'rateLimits', on: 'on', factor: '0.25' })
    expect(emulator.rateLimits()).toEqual({ factor: 0.25 })
    expect((await openPage(emulator, '/app')).text).toContain('value="0.25"')
    for (const factor of ['0', '-1', 'x', '101'])
      expect((await save({ setting: 'rateLimits', on: 'on', factor })).status).toBe(400)
    expect(emulator.rateLimits()).toEqual({ factor: 0.25 })
    await save({ setting: 'rateLimits', factor: '1' })
    expect(emulator.rateLimits()).toBe(false)
  })
})
