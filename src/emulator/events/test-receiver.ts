// Receives: events over a real socket, checks and opens them by the documented rules alone. For tests.
import { createDecipheriv, createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  headers: IncomingMessage['headers']
  raw: string
  /** Whether the signature is that of the raw body under the key. */
  signed: boolean
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects inside
  body: any
}

export interface Receiver {
  url: string
  /** Events, without the challenges. */
  received: Received[]
  challenges: Received[]
  /** What happens to the next events: a status, or a handler of one's own. Undefined: 200. */
  answer: number | ((response: ServerResponse, event: Received) => void) | undefined
  /** What happens to a challenge. Undefined: the right answer. */
  answerChallenge: ((response: ServerResponse, challenge: string) => void) | undefined
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

function decrypt(encrypted: string, key: string): string {
  const bytes = Buffer.from(encrypted, 'base64')
  const decipher = createDecipheriv(
    'aes-256-cbc',
    createHash('sha256').update(key).digest(),
    bytes.subarray(0, 16),
  )
  return decipher.update(bytes.subarray(16), undefined, 'utf8') + decipher.final('utf8')
}

function open(raw: string, key: string): unknown {
  try {
    const outer = JSON.parse(raw)
    return typeof outer.encrypt === 'string' ? JSON.parse(decrypt(outer.encrypt, key)) : outer
  } catch {
    return undefined
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString()
}

/** @param encryptKey a function, because an app's key is known only once there is an emulator */
export async function startReceiver(encryptKey: () => string = () => ''): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const raw = await read(request)
    const key = encryptKey()
    const { headers } = request
    const text = `${headers['x-lark-request-timestamp']}${headers['x-lark-request-nonce']}${key}${raw}`
    const signed = createHash('sha256').update(text).digest('hex') === headers['x-lark-signature']
    const got: Received = { headers, raw, signed, body: open(raw, key) }
    if (got.body?.type === 'url_verification') {
      receiver.challenges.push(got)
      const { challenge } = got.body
      if (receiver.answerChallenge !== undefined) return receiver.answerChallenge(response, challenge)
      return response.end(JSON.stringify({ challenge }))
    }
    receiver.received.push(got)
    const { answer = 200 } = receiver
    if (typeof answer === 'function') return answer(response, got)
    return response.writeHead(answer).end('{}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    received: [],
    challenges: [],
    answer: undefined,
    answerChallenge: undefined,
    close,
    [Symbol.asyncDispose]: close,
  }
  return receiver
}
