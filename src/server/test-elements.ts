// Calls: for tests, the functions of login elements over HTTP, as pages, people and administrators do.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signInInClient } from '../../test/support/sign-in.ts'
import { createVisitor, type Visitor } from '../../test/support/visitor.ts'
import { testSecret, type World, type WorldOptions } from '../../test/support/world.ts'
import type { LoadLoginType } from '../elements/index.ts'
import { createSealer, type Database, openDatabase } from '../storage/sql/index.ts'

export const element = 'auths.loginTypes.default'
export const base = `/api/${element.replaceAll('.', '/')}`
export const documentedKeys = [
  ...[
    'userId',
    'name',
    'mobile',
    'email',
    'avatar',
    'department',
    'position',
    'gender',
    'status',
    'isLeader',
  ],
]

export interface Answer {
  errcode: number
  errmsg: string
  requestId: string
  sysTime: number
  duration: number
  data: Record<string, unknown> | null
  error?: { code: string; message: string; hint: string; detail?: string }
}

export async function call(visitor: Visitor, name: string, args: unknown = {}, path = base) {
  const response = await visitor.script(`${path}/${name}`, args)
  return { status: response.status, answer: (await response.json()) as Answer, headers: response.headers }
}

export const refusal = async (...given: Parameters<typeof call>) => {
  const { status, answer } = await call(...given)
  return [status, answer.errcode, answer.error?.code]
}

export const configOf = async (visitor: Visitor, args: object = {}) => {
  const { answer } = await call(visitor, 'getLoginConfig', args)
  return answer.data as { appId: string; state: string; redirectUri: string }
}

/** The code that the simulated client gives to a page of this site. */
export const clientCode = ({ feishu, url }: World, person: number) => feishu.client.code(`${url}/app`, person)

/** The platform's page, with what `getLoginConfig` answered; comes back with code and state. */
export function approve(
  { feishu }: World,
  person: number,
  config: Awaited<ReturnType<typeof configOf>>,
  page = '/suite/passport/oauth/authorize',
) {
  const query = new URLSearchParams({
    ...{ client_id: config.appId, redirect_uri: config.redirectUri, response_type: 'code' },
    state: config.state,
  })
  const back = feishu.login.approve(`${feishu.url}${page}?${query}`, person)
  return { authCode: new URL(back).searchParams.get('code') ?? '', state: config.state }
}

export async function signedIn(world: World, person: number, role?: 'administrator' | 'directory_reader') {
  const visitor = createVisitor(world.url)
  const { user } = (await (await signInInClient(world, visitor, person)).json()) as {
    user: { id: string; openId: string; unionId: string; userId?: string }
  }
  if (role !== undefined) await world.larkspur.accounts.grant(user.id, role)
  return { visitor, user }
}

/** What the two logs hold, read beside the server. */
export async function logged<T>(read: (database: Database) => Promise<T>, file: string): Promise<T> {
  const database = await openDatabase(file, { sealer: createSealer([testSecret]) })
  try {
    return await read(database)
  } finally {
    await database.close()
  }
}
export const newFile = () => `sqlite:${mkdtempSync(join(tmpdir(), 'larkspur-functions-'))}/x.db`

/** A Type of the app's own under the name that the official one has. */
export const withType = (load: LoadLoginType, more: WorldOptions['larkspur'] = {}): WorldOptions => ({
  larkspur: { elements: { types: { 'auths.loginTypes.FSInnerType': load } }, ...more },
})
