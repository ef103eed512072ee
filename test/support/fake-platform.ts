// Starts: a tiny HTTP server that answers as a test tells it, for tests of single calls to the platform.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CallContext, createCallContext, type FeishuApp } from '../../src/feishu/index.ts'

export interface SeenRequest {
  method: string
  /** Path and query. */
  path: string
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** An object is sent as JSON with 200; a function writes to the socket itself. */
export type FakeAnswer =
  | { status?: number; headers?: Record<string, string>; body?: string | object }
  | ((response: ServerResponse) => void)

export interface FakePlatform {
  url: string
  seen: SeenRequest[]
  [Symbol.asyncDispose](): Promise<void>
}

/** `answer` gets the request and its number, from 1. */
export async function startFakePlatform(
  answer: (request: SeenRequest, number: number) => FakeAnswer | Promise<FakeAnswer>,
): Promise<FakePlatform> {
  const seen: SeenRequest[] = []
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const { method = '', url: path = '', headers } = incoming
    const request = { method, path, headers, body: Buffer.concat(chunks).toString() }
    seen.push(request)
    const given = await answer(request, seen.length)
    if (typeof given === 'function') return given(response)
    const { status = 200, headers: extra = {}, body = '' } = given
    const json = typeof body !== 'string'
    response.writeHead(status, {
      ...(json ? { 'content-type': 'application/json; charset=utf-8' } : {}),
      ...extra,
    })
    response.end(json ? JSON.stringify(body) : body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

export interface TestContext extends CallContext {
  /** What the code wanted to wait for, in milliseconds; nobody really waits. */
  waits: number[]
  /** Everything that was logged, as one JSON text per entry. */
  logs: string[]
  /** The injected clock, epoch milliseconds. */
  time: { now: number }
}

/** A context with real fetch and everything else under the test's control. */
export function testContext(parts: Partial<CallContext> = {}): TestContext {
  const waits: number[] = []
  const logs: string[] = []
  const time = { now: Date.UTC(2026, 0, 1) }
  const log = (fields: object, message: string) => void logs.push(JSON.stringify({ ...fields, message }))
  return {
    ...createCallContext({
      fetch,
      clock: () => time.now,
      sleep: async (ms, signal) => {
        signal?.throwIfAborted()
        waits.push(ms)
      },
      random: (bytes) => new Uint8Array(bytes),
      logger: { debug: log, info: log, warn: log, error: log },
      ...parts,
    }),
    waits,
    logs,
    time,
  }
}

/** An app whose platform is at `url`. */
export function testApp(url: string, parts: Partial<FeishuApp> = {}): FeishuApp {
  return {
    brand: 'feishu',
    appId: 'cli_0123456789abcdef',
    appSecret: 'test-app-secret-0123456789',
    hosts: { open: url, accounts: url, passport: url },
    tokenEndpoint: 'v2',
    ...parts,
  }
}
