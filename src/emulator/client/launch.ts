// Prepares: a Chromium of the tests to be a simulated Feishu client around an untouched page.
import { randomUUID } from 'node:crypto'
import type { ClientAnswer, ClientCall, ClientProfile, ClientReply, Emulator } from '../types.ts'
import { personQuestion } from './browser/messages.ts'
import { jssdkHosts, qrHosts } from './hosts.ts'

/** The little of Playwright's `Frame` that is used. */
interface FrameLike {
  url(): string
}

/** Where a call comes from: each page is one window of the client. */
interface CallSource {
  page: object
  frame: FrameLike
}

/** The little of Playwright's `BrowserContext` that is used, so that the emulator needs no Playwright. */
export interface ContextLike {
  exposeBinding(name: string, callback: (source: CallSource, text: string) => unknown): Promise<unknown>
  addInitScript(script: { content: string }): Promise<unknown>
}

/** One call that a page made over the bridge. */
export interface BridgeRecord {
  api: string
  params: Record<string, unknown>
  pageUrl: string
  answer: ClientAnswer
}

/**
 * Stands between a page and the client. Returns the answer: that of `next()`, with what the person does when the call
 * asks (`next({ text: 'scanned' })`, `next({ openIds })`, `next('cancel')`), or any other; undefined means `next()`.
 */
export type OnCall = (
  api: string,
  params: Record<string, unknown>,
  next: (reply?: ClientReply) => ClientAnswer,
) => ClientAnswer | undefined | Promise<ClientAnswer | undefined>

export interface AttachOptions {
  /** Asked for every call of a page. */
  onCall?: OnCall
}

/** A client around the pages of one browser context. */
export interface AttachedClient {
  /** Every call so far, in the order of their answers; a refused one with the reason, which the page never gets. */
  readonly calls: readonly BridgeRecord[]
  /** Changes the person or the behaviour for the calls that follow; a change of generation needs a new context. */
  update(change: Partial<Omit<ClientProfile, 'generation'>>): void
}

/**
 * Arguments for Chromium: the hosts of the JSSDK and of QR sign-in lead to the emulator's https listener, and its certificate alone is accepted.
 *
 * @throws Error when the emulator was started without `https: true`.
 */
export function chromiumArguments(emulator: Pick<Emulator, 'https'>): string[] {
  if (!emulator.https) throw new Error('Start the emulator with https: true to launch a simulated client.')
  // With the brackets of an IPv6 address, which is what Chromium expects, too.
  const { host: target } = new URL(emulator.https.url)
  const rules = [...jssdkHosts, ...qrHosts].map((host) => `MAP ${host}:443 ${target}`)
  return [
    `--host-resolver-rules=${rules.join(', ')}`,
    `--ignore-certificate-errors-spki-list=${emulator.https.spki}`,
  ]
}

const clientVersion = { current: '7.62.12', 'old-sdk': '7.62.12', 'old-client': '6.7.5' } as const

/** User agent of this client, in the shapes seen on the wire. */
export function userAgentOf(profile: Pick<ClientProfile, 'platform' | 'language' | 'generation'>): string {
  const version = clientVersion[profile.generation]
  if (profile.platform === 'phone') {
    return (
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 ' +
      `Mobile/15E148 Safari/604.1 Lark/${version} LarkLocale/${profile.language} ChannelName/Feishu WebApp`
    )
  }
  return (
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 ' +
    `Safari/537.36 Lark/${version} LarkLocale/${profile.language} ttnet SDK-Version/${version} WebApp`
  )
}

/** Puts the bridge into every page of this context. Call it before the first page opens. */
export async function attachClient(
  context: ContextLike,
  emulator: Pick<Emulator, 'client'>,
  profile: ClientProfile,
  { onCall }: AttachOptions = {},
): Promise<AttachedClient> {
  const calls: BridgeRecord[] = []
  let current = profile
  const windows = new WeakMap<object, string>()
  const windowOf = (page: object): string => {
    const id = windows.get(page) ?? randomUUID()
    windows.set(page, id)
    return id
  }
  const answer = async ({ page, frame }: CallSource, text: string): Promise<ClientAnswer> => {
    const { api, params, ready } = JSON.parse(text) as Pick<ClientCall, 'api' | 'params'> & { ready: boolean }
    // An authorize page of the emulator learns who is logged in; to any other this is a call like any other.
    const person = api === personQuestion ? emulator.client.personFor(frame.url(), current) : undefined
    if (person !== undefined) return person
    // The browser says where the page is; what the page says about itself counts for nothing.
    const call = { api, params, ready, pageUrl: frame.url(), container: windowOf(page) }
    const next = (reply?: ClientReply): ClientAnswer =>
      emulator.client.call({ ...call, profile: current, ...(reply === undefined ? {} : { reply }) })
    const given = (await onCall?.(api, params, next)) ?? next()
    calls.push({ api, params, pageUrl: call.pageUrl, answer: given })
    return given.ok === false ? { ok: false, error: given.error } : given
  }
  await context.exposeBinding('__larkspurClient__', answer)
  await context.addInitScript({
    content: `window.__larkspurGeneration__ = ${JSON.stringify(profile.generation)}`,
  })
  return {
    calls,
    update: (change) => {
      current = { ...current, ...change }
    },
  }
}
