// Talks: to our own server's sign-in routes.

import { windowTimer } from './in-client.ts'

/** The server answered with an error; `message` and `hint` are in the page's language and safe to show as text. */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly code: string
  readonly hint: string
  readonly requestId: string

  constructor(answer: { code?: string; message?: string; hint?: string; requestId?: string }) {
    super(answer.message ?? '')
    this.code = answer.code ?? 'internal_error'
    this.hint = answer.hint ?? ''
    this.requestId = answer.requestId ?? ''
  }
}

/** How long our own server may take, its calls to the platform included. */
const timeoutMs = 45_000

async function post(path: string, body: object, language: string): Promise<unknown> {
  // By hand: web views of older clients have no AbortSignal.timeout.
  const control = new AbortController()
  const stop = windowTimer(timeoutMs, () => control.abort())
  try {
    const response = await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'Accept-Language': language,
      },
      body: JSON.stringify(body),
      signal: control.signal,
    })
    const answer = await response.json()
    if (!response.ok) throw new ServerError(answer.error ?? {})
    return answer
  } finally {
    stop()
  }
}

export interface Attempt {
  attempt: string
  appId: string
  scopeList: string[]
}

export async function startAttempt(language: string): Promise<Attempt> {
  return (await post('/auth/attempts', {}, language)) as Attempt
}

/** The part of the answer that the page needs; the rest is drawn by the server. */
export interface SignedInUser {
  id: string
}

export async function finishAttempt(code: string, attempt: string, language: string): Promise<SignedInUser> {
  const { user } = (await post('/auth/in-client', { code, attempt }, language)) as { user: SignedInUser }
  return user
}

/** The start page as it is now. The server draws the profile, so that it is drawn in one place only. */
export async function fetchStartPage(): Promise<Document> {
  const response = await fetch('/', { credentials: 'same-origin', headers: { Accept: 'text/html' } })
  return new DOMParser().parseFromString(await response.text(), 'text/html')
}
