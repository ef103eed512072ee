// Tries the verification of events against the emulator, which encrypts, signs and spoils them by itself.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startFakePlatform } from '../../test/support/fake-platform.ts'
import { type Emulator, startEmulator } from '../emulator/index.ts'
import { type EventSecrets, verifyEvent } from './index.ts'

let emulator: Emulator

beforeEach(async () => {
  emulator = await startEmulator({
    organisation: { users: 50 },
    app: { scopes: ['contact:contact.base:readonly', 'contact:user.base:readonly'] },
  })
})

afterEach(() => emulator.close())

/** A receiver that does nothing but verify, after it has been down for some deliveries. */
async function startReceiver(secrets: EventSecrets, down = { deliveries: 0 }) {
  const opened: object[] = []
  const refused: unknown[] = []
  const server = await startFakePlatform(({ headers, body }) => {
    try {
      const event = verifyEvent({
        rawBody: new TextEncoder().encode(body),
        headers: new Headers(headers as Record<string, string>),
        secrets,
        now: emulator.clock.now(),
        toleranceSeconds: 28_800,
      })
      if (event.kind === 'challenge') return { body: { challenge: event.challenge } }
      if (down.deliveries > 0) {
        down.deliveries -= 1
        return { status: 500, body: {} }
      }
      opened.push(event)
      return { body: {} }
    } catch (error) {
      refused.push(error)
      return { status: (error as { status: number }).status, body: {} }
    }
  })
  return { url: `${server.url}/events`, opened, refused, [Symbol.asyncDispose]: server[Symbol.asyncDispose] }
}

const encryptKey = 'an-encrypt-key-of-the-console'
const verificationToken = 'a-verification-token'

describe.each<[string, EventSecrets]>([
  ['an Encrypt Key', { encryptKey }],
  ['a Verification Token', { verificationToken }],
  ['both', { encryptKey, verificationToken }],
])('with %s', (_what, secrets) => {
  const inConsole = { encryptKey: secrets.encryptKey ?? '', verificationToken }

  test('the address is saved and events are opened', async () => {
    await using receiver = await startReceiver(secrets)
    await emulator.events.subscribe({ url: receiver.url, ...inConsole })
    const person = emulator.organisation.rename(3, '韩梅梅 "\\/ 🌸')
    await emulator.events.settled()
    expect(receiver.refused).toEqual([])
    expect(receiver.opened).toMatchObject([
      {
        type: 'contact.user.updated_v3',
        appId: emulator.env.APP_ID,
        tenantKey: expect.stringMatching(/./),
        eventId: expect.stringMatching(/./),
        createdAt: expect.any(Number),
        event: { object: { name: person.name } },
      },
    ])
  })

  test.each(['new', 'original'] as const)(
    'the last retry is young enough, its time being %s',
    async (time) => {
      await using receiver = await startReceiver(secrets, { deliveries: 4 })
      emulator.clock.freeze()
      emulator.switches.update({ retryTimestamp: time })
      await emulator.events.subscribe({ url: receiver.url, ...inConsole })
      emulator.organisation.rename(3, '韩梅梅')
      await emulator.events.settled()
      for (const wait of ['15s', '5m', '1h', '6h']) {
        expect(receiver.opened).toEqual([])
        emulator.clock.advance(wait)
        await emulator.events.settled()
      }
      expect(receiver.opened).toHaveLength(1)
    },
  )
})

test('an address is not saved under other secrets', async () => {
  await using receiver = await startReceiver({ encryptKey, verificationToken })
  const { url } = receiver
  await expect(emulator.events.subscribe({ url, encryptKey: 'another', verificationToken })).rejects.toThrow()
  await expect(emulator.events.subscribe({ url, encryptKey, verificationToken: 'another' })).rejects.toThrow()
  await expect(emulator.events.subscribe({ url, encryptKey: '', verificationToken })).rejects.toThrow()
  expect(receiver.refused).toMatchObject(Array(3).fill({ code: 'event_rejected' }))
})

test('D66 a byte that changes on the way is noticed', async () => {
  await using receiver = await startReceiver({ encryptKey })
  await emulator.events.subscribe({ url: receiver.url, encryptKey })
  emulator.events.weather({ corrupt: 1, seed: 2 })
  for (let person = 0; person < 20; person += 1) emulator.organisation.rename(person, `Name ${person}`)
  await emulator.events.settled()
  expect(receiver.opened).toEqual([])
  expect(receiver.refused.length).toBeGreaterThanOrEqual(20)
})
