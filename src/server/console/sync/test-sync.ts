// Makes: for tests, an app in front of an emulator, and an administrator who has the console open.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signInInClient } from '../../../../test/support/sign-in.ts'
import { createVisitor } from '../../../../test/support/visitor.ts'
import { startWorld, type World, type WorldOptions } from '../../../../test/support/world.ts'
import type { LarkspurOptions } from '../../options.ts'
import { formPost } from '../test-console.ts'

/** The lists of people, of which every run reads several. */
export const lists = 'contact.v3.users.find_by_department'

export interface Desk {
  userId: string
  cookie: string
  get(path: string, headers?: Record<string, string>): Promise<Response>
  text(path: string, language?: string): Promise<string>
  post(path: string, fields?: Record<string, string>): Promise<Response>
}

export interface ConsoleWorld extends World {
  database: string
  /** Signs this person in and opens the console, with the role unless told otherwise. */
  desk(person: number, role?: boolean): Promise<Desk>
}

export async function startConsoleWorld(
  options: Pick<WorldOptions, 'emulator'> & { events?: LarkspurOptions['feishu']['events'] } = {},
): Promise<ConsoleWorld> {
  const database = `sqlite:${join(mkdtempSync(join(tmpdir(), 'larkspur-sync-')), 'a.db')}`
  const world = await startWorld({
    emulator: { organisation: { users: 60 }, ...options.emulator },
    larkspur: ({ env }) => ({
      feishu: {
        ...{ appId: env.APP_ID, appSecret: env.APP_SECRET, host: env.FEISHU_HOST },
        ...(options.events === undefined ? {} : { events: options.events }),
      },
      database,
      directory: { concurrency: 1 },
    }),
  })
  async function desk(person: number, role = true): Promise<Desk> {
    const visitor = createVisitor(world.url)
    const { user } = (await (await signInInClient(world, visitor, person)).json()) as { user: { id: string } }
    if (role) await world.larkspur.accounts.grant(user.id, 'administrator')
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const get: Desk['get'] = (path, headers = {}) =>
      fetch(new URL(path, world.url), {
        redirect: 'manual',
        headers: { accept: 'text/html', 'accept-language': 'en', cookie, ...headers },
      })
    const text: Desk['text'] = async (path, language = 'en') =>
      (await get(path, { 'accept-language': language })).text()
    const token = /data-console-token="([^"]+)"/.exec(await text('/console/sync'))?.[1] ?? ''
    return {
      ...{ userId: user.id, cookie, get, text },
      post: (path, fields = {}) =>
        fetch(new URL(path, world.url), {
          method: 'POST',
          redirect: 'manual',
          headers: { ...formPost, origin: world.url, 'accept-language': 'en', cookie },
          body: new URLSearchParams({ token, ...fields }).toString(),
        }),
    }
  }
  return { ...world, database, desk }
}

export interface SentEvent {
  name: string
  data: unknown
}

/** Reads a stream of events as it comes; heartbeats and the like have the name ''. */
export async function* eventsOf(response: Response): AsyncGenerator<SentEvent> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk, { stream: true })
    for (let end = rest.indexOf('\n\n'); end !== -1; end = rest.indexOf('\n\n')) {
      const block = rest.slice(0, end)
      rest = rest.slice(end + 2)
      const [, name = ''] = /^event: (.*)$/m.exec(block) ?? []
      const [, data] = /^data: (.*)$/m.exec(block) ?? []
      yield { name, data: data === undefined ? undefined : JSON.parse(data) }
    }
  }
}
