// Posts: one body to a receiver, within the time that the platform gives it.
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'

/** How long a receiver may take, real milliseconds. */
export interface PostLimits {
  connectMs: number
  answerMs: number
}

export interface Post {
  url: string
  body: string | Uint8Array
  headers: Record<string, string>
  limits: PostLimits
  signal: AbortSignal
  /** Waits for the body too, 64 KB of it at most; otherwise for the status alone. Default false. */
  readBody?: boolean
}

export type PostResult = { status: number; text: string } | { error: string }

const mostAnswer = 65_536

function wordsOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return code ?? message ?? 'failed'
}

/**
 * Never throws, follows no redirect. A connection of its own each time: a receiver that starts again meets no
 * connection of before.
 */
export function post(letter: Post): Promise<PostResult> {
  try {
    return send(letter)
  } catch (error) {
    // What Node refuses to send, such as a URL whose parts cannot be decoded.
    return Promise.resolve({ error: wordsOf(error) })
  }
}

function send({ url, body, headers, limits, signal, readBody = false }: Post): Promise<PostResult> {
  if (signal.aborted) return Promise.resolve({ error: 'closed' })
  const { promise, resolve } = Promise.withResolvers<PostResult>()
  const given = new AbortController()
  const end = (result: PostResult) => {
    resolve(result)
    given.abort()
  }
  const tooLate = (ms: number, what: string) =>
    setTimeout(() => end({ error: `no ${what} within ${ms} ms` }), ms).unref()
  const ask = url.startsWith('https:') ? requestSecure : requestPlain
  const sent = ask(url, {
    method: 'POST',
    agent: false,
    signal: AbortSignal.any([signal, given.signal]),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      ...headers,
    },
  })
  const connecting = tooLate(limits.connectMs, 'connection')
  const answering = tooLate(limits.answerMs, 'answer')
  sent.on('socket', (socket) => socket.on('connect', () => clearTimeout(connecting)))
  sent.on('error', (error) => end({ error: signal.aborted ? 'closed' : wordsOf(error) }))
  sent.on('response', (response) => {
    const status = response.statusCode ?? 0
    let text = ''
    // The rest of the body is read and dropped, so that the receiver is not cut off; the time limit still holds.
    if (!readBody) resolve({ status, text })
    response.setEncoding('utf8')
    response.on('data', (part: string) => {
      if (readBody) text += part
      if (text.length > mostAnswer) end({ error: 'an answer of more than 64 KB' })
    })
    response.on('error', (error) => end({ error: wordsOf(error) }))
    response.on('end', () => end({ status, text }))
  })
  sent.on('close', () => {
    clearTimeout(connecting)
    clearTimeout(answering)
  })
  sent.end(body)
  return promise
}
