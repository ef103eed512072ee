// Makes: for tests, an app whose directory is full and that takes the emulator's events, and events made by hand.

import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { signInInClient } from '../../test/support/sign-in.ts'
import { createVisitor } from '../../test/support/visitor.ts'
import { startWorld, type World, type WorldOptions } from '../../test/support/world.ts'
import type { LarkspurOptions } from './options.ts'

export const encryptKey = 'an encrypt key of the tests'
export const verificationToken = 'a verification token of the tests'

export interface DirectoryOptions {
  emulator?: WorldOptions['emulator']
  larkspur?: Partial<LarkspurOptions>
  /** Default: both secrets. */
  events?: { encryptKey?: string; verificationToken?: string; toleranceSeconds?: number }
  /** Default true: the emulator sends its events, and the directory is read. */
  live?: boolean
}

export async function startDirectory(options: DirectoryOptions = {}): Promise<World> {
  const { events = { encryptKey, verificationToken }, live = true } = options
  const world = await startWorld({
    emulator: { organisation: { users: 60 }, ...options.emulator },
    larkspur: ({ env }) => ({
      feishu: { appId: env.APP_ID, appSecret: env.APP_SECRET, host: env.FEISHU_HOST, events },
      ...options.larkspur,
    }),
  })
  if (live) {
    await world.feishu.events.subscribe({ url: `${world.url}/auth/events`, ...events })
    await world.larkspur.directory.sync()
  }
  return world
}

export const signInAs = async (world: World, person: number) => {
  const visitor = createVisitor(world.url)
  await signInInClient(world, visitor, person)
  return visitor
}

export interface Letter {
  body: string
  headers: Record<string, string>
}

/** An event as the platform wraps it, before it is encrypted. */
export function envelope(
  world: World,
  type: string,
  event: unknown,
  header: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    schema: '2.0',
    header: {
      event_id: randomBytes(16).toString('hex'),
      event_type: type,
      create_time: String(world.feishu.clock.now()),
      token: verificationToken,
      app_id: world.feishu.env.APP_ID,
      tenant_key: world.feishu.people.get(0)?.tenant_key,
      ...header,
    },
    event,
  }
}

export const left = (world: World, person: number, header: Record<string, unknown> = {}) => {
  const object = { open_id: world.feishu.people.get(person)?.open_id }
  return envelope(world, 'contact.user.deleted_v3', { object, old_object: {} }, header)
}

export function encrypted(content: unknown, key = encryptKey): string {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv)
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64')
}

export function signed(body: string, at: number, key = encryptKey): Letter {
  const timestamp = String(Math.floor(at / 1000))
  const nonce = randomBytes(8).toString('hex')
  const signature = createHash('sha256').update(timestamp + nonce + key + body)
  return {
    body,
    headers: {
      'x-lark-request-timestamp': timestamp,
      'x-lark-request-nonce': nonce,
      'x-lark-signature': signature.digest('hex'),
    },
  }
}

/** Encrypted and signed, as the platform does it. */
export const sealed = (world: World, content: unknown): Letter =>
  signed(JSON.stringify({ encrypt: encrypted(content) }), world.feishu.clock.now())

export function post(world: World, { body, headers }: Letter, path = '/auth/events'): Promise<Response> {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  return fetch(new URL(path, world.url), { method: 'POST', headers: { ...type, ...headers }, body })
}
