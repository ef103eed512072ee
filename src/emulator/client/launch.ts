// Prepares: a Chromium of the tests to be a simulated Feishu client around an untouched page.
import type { ClientAnswer, ClientProfile, Emulator } from '../types.ts'
import { jssdkHosts } from './hosts.ts'

/** The little of Playwright's `Frame` that is used. */
interface FrameLike {
  url(): string
}

/** The little of Playwright's `BrowserContext` that is used, so that the emulator needs no Playwright. */
export interface ContextLike {
  exposeBinding(
    name: string,
    callback: (source: { frame: FrameLike }, text: string) => unknown,
  ): Promise<unknown>
  addInitScript(script: { content: string }): Promise<unknown>
}

/** One call that a page made over the bridge. */
export interface BridgeRecord {
  api: string
  params: Record<string, unknown>
  pageUrl: string
  answer: ClientAnswer
}

/** A client around the pages of one browser context. */
export interface AttachedClient {
  /** Every call so far, oldest first. */
  readonly calls: readonly BridgeRecord[]
  /** Changes the person or the behaviour for the calls that follow; a change of generation needs a new context. */
  update(change: Partial<Omit<ClientProfile, 'generation'>>): void
}

/**
 * Arguments for Chromium: the JSSDK's hosts lead to the emulator's https listener, and its certificate alone is accepted.
 *
 * @throws Error when the emulator was started without `https: true`.
 */
export function chromiumArguments(emulator: Pick<Emulator, 'https'>): string[] {
  if (!emulator.https) throw new Error('Start the emulator with https: true to launch a simulated client.')
  const rules = jssdkHosts.map((host) => `MAP ${host}:443 127.0.0.1:${emulator.https?.port}`)
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
): Promise<AttachedClient> {
  const calls: BridgeRecord[] = []
  let current = profile
  const answer = (source: { frame: FrameLike }, text: string): ClientAnswer => {
    const { api, params } = JSON.parse(text) as Pick<BridgeRecord, 'api' | 'params'>
    // The browser says where the page is; what the page says about itself counts for nothing.
    const pageUrl = source.frame.url()
    const record = {
      api,
      params,
      pageUrl,
      answer: emulator.client.call({ api, params, pageUrl, profile: current }),
    }
    calls.push(record)
    return record.answer
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
