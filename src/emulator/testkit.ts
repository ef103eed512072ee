// Helps: the emulator's own tests to start one, sign people in and call it over a real socket.
import { createHash } from 'node:crypto'
import { startEmulator } from './index.ts'
import type { AppSettings, Emulator, EmulatorOptions } from './types.ts'

export const redirectUri = 'http://127.0.0.1:3000/callback'
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
/** S256 of the verifier: the pair of RFC 7636, appendix B. */
export const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

/** An emulator with one listed redirect URL and a clock that stands still. */
export async function startFrozen(options: EmulatorOptions = {}): Promise<Emulator> {
  const app = { redirectUrls: [redirectUri], ...options.app }
  const feishu = await startEmulator({ seed: 7, ...options, app })
  feishu.clock.freeze()
  return feishu
}

export interface Reply {
  status: number
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects inside
  body: any
}

/** One request; redirects are not followed. */
export async function ask(feishu: Emulator, path: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(new URL(path, feishu.url), { redirect: 'manual', ...init })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : text }
}

export const post = (feishu: Emulator, path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(feishu, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  })

export const get = (feishu: Emulator, path: string, token?: string) =>
  ask(feishu, path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })

type Credentials = Pick<AppSettings, 'appId' | 'appSecret'>

export function authorizeUrl(feishu: Emulator, extra: Record<string, string> = {}): string {
  const query = {
    client_id: feishu.app.appId,
    response_type: 'code',
    redirect_uri: redirectUri,
    ...extra,
  }
  return `${feishu.url}/open-apis/authen/v1/authorize?${new URLSearchParams(query)}`
}

export function codeFor(feishu: Emulator, person: number, extra: Record<string, string> = {}): string {
  const back = feishu.login.approve(authorizeUrl(feishu, extra), person)
  return new URL(back).searchParams.get('code') ?? ''
}

/** The address that a page gives to `QRLogin`. */
export function gotoUrl(feishu: Emulator, extra: Record<string, string> = {}): string {
  const query = { client_id: feishu.app.appId, redirect_uri: redirectUri, response_type: 'code', ...extra }
  return `${feishu.url}/suite/passport/oauth/authorize?${new URLSearchParams(query)}`
}

/** Puts a QR code on a screen, as the frame in a page does. `status` asks what the frame asks. */
export async function showQrCode(feishu: Emulator, goto = gotoUrl(feishu), version = '1.0.3') {
  const query = new URLSearchParams({ goto, sdk_version: version })
  const frame = await ask(feishu, `/suite/passport/sso/qr?${query}`)
  const watch = /data-watch="([^"]+)"/.exec(frame.text)?.[1] ?? ''
  const status = async () => (await ask(feishu, `/_emulator/qr/status?watch=${watch}`)).body
  return { frame, goto, token: feishu.phone.codes()[0]?.token ?? '', status }
}

export const tokenPath = { v2: '/open-apis/authen/v2/oauth/token', v3: '/oauth/v3/token' } as const
export type TokenVersion = keyof typeof tokenPath

/** A request to the token endpoint; a field that is undefined is left out. */
export function askToken(
  feishu: Emulator,
  fields: Record<string, unknown>,
  version: TokenVersion = 'v2',
  { appId, appSecret }: Credentials = feishu.app,
): Promise<Reply> {
  const body = { grant_type: 'authorization_code', client_id: appId, client_secret: appSecret, ...fields }
  return post(feishu, tokenPath[version], body)
}

export const refresh = (
  feishu: Emulator,
  refresh_token: unknown,
  fields: Record<string, unknown> = {},
  version: TokenVersion = 'v2',
) => askToken(feishu, { grant_type: 'refresh_token', refresh_token, ...fields }, version)

/** A user_access_token of this person, with these scopes. */
export async function signIn(
  feishu: Emulator,
  person: number,
  scope = 'offline_access',
  version: TokenVersion = 'v2',
): Promise<{ access_token: string; refresh_token: string; scope: string }> {
  const reply = await askToken(feishu, { code: codeFor(feishu, person, { scope }) }, version)
  if (reply.status !== 200) throw new Error(reply.text)
  return reply.body
}

/** The app's own token. */
export async function appToken(feishu: Emulator, app: Credentials = feishu.app): Promise<string> {
  const body = { app_id: app.appId, app_secret: app.appSecret }
  const reply = await post(feishu, '/open-apis/auth/v3/tenant_access_token/internal', body)
  return reply.body.tenant_access_token
}

const ticketPath = '/open-apis/jssdk/ticket/get'

/** The answer of the ticket endpoint, asked as the reference says: POST without a body. */
export const askTicket = (feishu: Emulator, token: string | undefined, method = 'POST'): Promise<Reply> =>
  ask(feishu, ticketPath, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  })

/** The app's JSAPI ticket. */
export async function jsapiTicket(feishu: Emulator, app: Credentials = feishu.app): Promise<string> {
  return (await askTicket(feishu, await appToken(feishu, app))).body.data.ticket
}

let nonces = 0

/** What a page passes to `h5sdk.config`, rightly signed; `signed` puts something else into the signature alone. */
export async function signedConfig(
  feishu: Emulator,
  pageUrl: string,
  params: Record<string, unknown> = {},
  signed: { ticket?: string; nonceStr?: string; timestamp?: number | string; url?: string } = {},
): Promise<Record<string, unknown>> {
  const given = {
    appId: feishu.app.appId,
    timestamp: feishu.clock.now(),
    nonceStr: `nonce${nonces++}`,
    jsApiList: [],
    ...params,
  }
  const { ticket, nonceStr, timestamp, url } = {
    ticket: signed.ticket ?? (await jsapiTicket(feishu)),
    nonceStr: given.nonceStr,
    timestamp: given.timestamp,
    url: pageUrl.split('#')[0],
    ...signed,
  }
  // Written apart from the emulator's own code, from the documented rule.
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`
  return { signature: createHash('sha1').update(text).digest('hex'), ...given }
}
