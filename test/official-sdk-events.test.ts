// Feishu's own SDK, unmodified, receives the emulator's events.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as lark from '@larksuiteoapi/node-sdk'
import { expect, test } from 'vitest'
import { startEmulator } from '../src/emulator/index.ts'

const warnings: unknown[][] = []
const logger = {
  error: (...words: unknown[]) => void warnings.push(words),
  warn: (...words: unknown[]) => void warnings.push(words),
  info() {},
  debug() {},
  trace() {},
}

/** The SDK's dispatcher behind its own adapter, on a free port, and an app that has subscribed there. */
async function startSdk(encryptKey: string) {
  warnings.length = 0
  const feishu = await startEmulator({ seed: 7 })
  const handled: Record<string, unknown>[] = []
  const handler = async (data: unknown) => void handled.push(data as Record<string, unknown>)
  const dispatcher = new lark.EventDispatcher({ encryptKey, logger }).register({
    'contact.user.created_v3': handler,
    'contact.user.updated_v3': handler,
    'contact.user.deleted_v3': handler,
    'contact.department.created_v3': handler,
    'contact.scope.updated_v3': handler,
    app_status_change: handler,
  })
  const adaptation = { autoChallenge: true }
  const server = createServer(lark.adaptDefault('/events', dispatcher, adaptation))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`
  return {
    feishu,
    handled,
    adaptation,
    subscribe: () => feishu.events.subscribe({ url, encryptKey, verificationToken: 'vtok' }),
    async [Symbol.asyncDispose]() {
      await feishu.close()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

test.each(['', 'an Encrypt Key'])(
  'the official SDK answers the challenge, with Encrypt Key "%s"',
  async (key) => {
    await using sdk = await startSdk(key)
    await sdk.subscribe()
    expect(sdk.feishu.app.events.url).toMatch(/events$/)
  },
)

test.each(['', 'an Encrypt Key'])(
  'the official SDK accepts a signed event, with Encrypt Key "%s"',
  async (key) => {
    await using sdk = await startSdk(key)
    await sdk.subscribe()
    const sent = sdk.feishu.events.send('contact.user.updated_v3', { object: { name: '李雷 "\u2028' } })
    await sdk.feishu.events.settled()
    // The SDK answers 200 to a wrong signature, too: that the handler ran is what counts.
    expect(sdk.handled).toMatchObject([
      {
        event_id: sent.eventId,
        event_type: 'contact.user.updated_v3',
        app_id: sdk.feishu.app.appId,
        object: { name: '李雷 "\u2028' },
      },
    ])
    expect(sdk.feishu.events.deliveries()).toMatchObject([{ state: 'delivered' }])
  },
)

test('the official SDK hands on what changes of the organisation tell', async () => {
  await using sdk = await startSdk('an Encrypt Key')
  await sdk.subscribe()
  const { feishu } = sdk
  const { open_id } = feishu.organisation.hire({ name: '韩梅梅' })
  await feishu.events.settled()
  feishu.organisation.leave(open_id)
  await feishu.events.settled()
  const moon = feishu.organisation.departments.create({ name: '登月组' })
  await feishu.events.settled()
  feishu.apps.update(feishu.app.appId, { contactRange: { departments: [], people: [3] } })
  await feishu.events.settled()
  expect(sdk.handled).toMatchObject([
    { event_type: 'contact.user.created_v3', object: { open_id, name: '韩梅梅' } },
    { event_type: 'contact.user.deleted_v3', old_object: { open_id } },
    { event_type: 'contact.department.created_v3', object: { open_department_id: moon.open_department_id } },
    { event_type: 'contact.scope.updated_v3', added: { users: [] }, removed: { user_groups: [] } },
  ])
})

test('the official SDK accepts envelope 1.0', async () => {
  await using sdk = await startSdk('an Encrypt Key')
  await sdk.subscribe()
  sdk.feishu.events.send('app_status_change', { status: 'stop_by_tenant' }, { schema: '1.0' })
  await sdk.feishu.events.settled()
  expect(sdk.handled).toMatchObject([{ status: 'stop_by_tenant', app_id: sdk.feishu.app.appId }])
})

test('to an event under another Encrypt Key the official SDK answers 200, and handles nothing', async () => {
  await using sdk = await startSdk('an Encrypt Key')
  await sdk.subscribe()
  // Its answering of challenges would fail at the decryption before it came to the signature.
  sdk.adaptation.autoChallenge = false
  const { appId, events } = sdk.feishu.app
  sdk.feishu.apps.update(appId, { events: { ...events, encryptKey: 'another' } })
  sdk.feishu.events.send('contact.user.updated_v3', {})
  await sdk.feishu.events.settled()
  expect(sdk.handled).toEqual([])
  expect(sdk.feishu.events.deliveries()).toMatchObject([{ state: 'delivered' }])
  expect(warnings.flat(2).join(' ')).toContain('verification failed')
})
