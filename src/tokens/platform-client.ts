// Calls: the Open API in a person's name.
import { LarkspurError, type PlatformAnswer } from '../errors/larkspur-error.ts'
import {
  type AnswerBody,
  bearer,
  type CallContext,
  callFeishu,
  type FeishuApp,
  type FeishuRequest,
  jsonType,
} from '../feishu/index.ts'
import type { TokenOptions } from './app-tokens.ts'
import { type PagesOptions, readPages } from './platform-pages.ts'
import { operationOf, type PlatformQuery, platformUrl } from './platform-path.ts'
import type { TokenOwner } from './user-token-store.ts'
import type { UserTokens } from './user-tokens.ts'

export interface PlatformCallOptions extends TokenOptions {
  /**
   * What the call needs. A person who has not granted it costs no call: it fails with `consent_required` and the
   * address where they can. Without it, somebody who never granted anything cannot be told what to agree to.
   */
  scopes?: readonly string[] | undefined
  query?: PlatformQuery | undefined
}

export interface PlatformBodyOptions extends PlatformCallOptions {
  /** Sent as JSON. */
  body?: unknown
}

/** `data` of an answer. Of what shape is the API's document's business: check it before you build on it. */
export type PlatformData = Record<string, unknown>

/**
 * The Open API as one person sees it. Paths are those of the platform's documents, from `/open-apis/` on. Only GET is
 * repeated when a connection breaks; a token that the platform refuses is refreshed once.
 *
 * Every call fails with `consent_required` (with `scopes` and `consentUrl`) when the person must agree to something,
 * `scope_not_allowed` (with `scopes`) when the app's owner must enable something, `request_invalid` for a path that is
 * none, and else as the platform answered (`platform` holds its code, words and log id).
 */
export interface PlatformClient {
  get<T = PlatformData>(path: string, options?: PlatformCallOptions): Promise<T>
  post<T = PlatformData>(path: string, options?: PlatformBodyOptions): Promise<T>
  put<T = PlatformData>(path: string, options?: PlatformBodyOptions): Promise<T>
  patch<T = PlatformData>(path: string, options?: PlatformBodyOptions): Promise<T>
  delete<T = PlatformData>(path: string, options?: PlatformBodyOptions): Promise<T>
  /** Every item of a paged list, page by page as they are consumed. */
  pages<T = PlatformData>(path: string, options?: PagesOptions): AsyncGenerator<T, void, undefined>
}

/** Some APIs have nothing to say beyond success. */
const readData = (body: AnswerBody, _answer: PlatformAnswer): unknown => body.data ?? {}

/** @throws LarkspurError `request_invalid` for what JSON has no words for */
function jsonOf(body: unknown): string | undefined {
  if (body === undefined) return undefined
  let text: string | undefined
  try {
    text = JSON.stringify(body)
  } catch {}
  if (text !== undefined) return text
  throw new LarkspurError('request_invalid', { message: 'The body of a call must be what JSON can hold.' })
}

export function createPlatformClient(options: {
  app: FeishuApp
  context: CallContext
  userTokens: Pick<UserTokens, 'withAccessToken'>
  owner: TokenOwner
}): PlatformClient {
  const { app, context, userTokens, owner } = options

  async function call<T>(
    method: FeishuRequest['method'],
    path: string,
    { query, body, scopes, signal }: PlatformBodyOptions = {},
  ): Promise<T> {
    const url = platformUrl(app.hosts.open, path, query)
    const text = jsonOf(body)
    const request = (token: string): FeishuRequest => ({
      operation: operationOf(method, path),
      method,
      url,
      headers: { ...bearer(token), ...(text === undefined ? {} : { 'content-type': jsonType }) },
      ...(text === undefined ? {} : { body: text }),
      envelope: 'platform',
      secrets: [app.appSecret, token],
    })
    const retry = method === 'GET' ? 'safe' : 'never'
    const use = (token: string) => callFeishu(context, request(token), readData, { signal, retry })
    return (await userTokens.withAccessToken(owner, use, { scopes, signal })) as T
  }

  return {
    get: (path, o) => call('GET', path, o),
    post: (path, o) => call('POST', path, o),
    put: (path, o) => call('PUT', path, o),
    patch: (path, o) => call('PATCH', path, o),
    delete: (path, o) => call('DELETE', path, o),
    pages: <T>(path: string, o: PagesOptions = {}) =>
      readPages<T>(
        (query) => call<PlatformData>('GET', path, { query, scopes: o.scopes, signal: o.signal }),
        o,
      ),
  }
}
