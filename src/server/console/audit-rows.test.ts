// Of every form of the console, whoever added it: what it does is written down, with who did it and to what.
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signInInClient } from '../../../test/support/sign-in.ts'
import { createVisitor } from '../../../test/support/visitor.ts'
import type { AuditAction } from '../../audit/index.ts'
import { consoleRoutes } from './routes.ts'
import { type ConsoleWorld, type Desk, eventsOf, lists, startConsoleWorld } from './sync/test-sync.ts'

let world: ConsoleWorld
let desk: Desk
beforeAll(async () => {
  world = await startConsoleWorld()
  desk = await world.desk(0)
  await world.larkspur.directory.sync()
}, 60_000)
afterAll(() => world[Symbol.asyncDispose]())

interface Row {
  actor_id: string
  action: string
  target: string
  outcome: string
}

function audit(): Row[] {
  const database = new DatabaseSync(world.database.replace('sqlite:', ''), { readOnly: true })
  try {
    return database
      .prepare('select actor_id, action, target, outcome from audit order by rowid')
      .all() as unknown as Row[]
  } finally {
    database.close()
  }
}

interface Sent {
  /** In the place of the parameters of the path, in their order. */
  parameters?: string[]
  fields?: Record<string, string>
  target: string
}

interface Write {
  actions: [AuditAction, ...AuditAction[]]
  /** Makes what is needed, and says what to send and what is written down as its target. */
  prepare(): Promise<Sent>
}

let last = 0
const fullName = (name: string) => `auths.loginTypes.${name}`

/** What is typed for a new sign-in method, of an app of its own. */
function methodInput() {
  const name = `method-${++last}`
  const { appId, appSecret } = world.feishu.apps.create({ name })
  return { name, appId, appSecret, host: world.feishu.url }
}

async function method(): Promise<Sent & { name: string }> {
  const input = methodInput()
  await world.larkspur.elements.create(input)
  return { name: input.name, parameters: [input.name], target: fullName(input.name) }
}

async function statusOf(name: string) {
  const found = world.larkspur.elements.list().find((one) => one.fullName === fullName(name))
  return { appId: found?.app?.appId ?? '', updatedAt: found?.updatedAt ?? 0 }
}

/** Somebody else, signed in. */
async function account(person: number): Promise<string> {
  const response = await signInInClient(world, createVisitor(world.url), person)
  return ((await response.json()) as { user: { id: string } }).user.id
}

const openIdOf = (person: number) => world.feishu.people.get(person, world.feishu.app.appId)?.open_id ?? ''

async function ended(address: string): Promise<void> {
  for await (const { name } of eventsOf(await desk.get(`${address}/progress`))) if (name === 'end') return
}

const instance = 'default'

/** Starts a run; the address of its page. */
async function run(fields: Record<string, string> = {}): Promise<string> {
  const response = await desk.post('/console/sync', { instance, kind: 'all', ...fields })
  const [address = ''] = (response.headers.get('location') ?? '').split('?')
  expect(address).toMatch(/^\/console\/sync\/runs\/[\w-]+$/)
  return address
}

const idOf = (address: string) => address.split('/').at(-1) ?? ''

const hold = () =>
  world.feishu.faults.add({ operation: lists, times: 1_000, effect: { kind: 'delay', ms: 60_000 } })

/** In this order: the last ones change what is there. */
const writes: Record<string, Write> = {
  '/console/methods/new': {
    actions: ['element.create', 'element.test'],
    async prepare() {
      const input = methodInput()
      return { fields: { ...input, do: 'create' }, target: fullName(input.name) }
    },
  },
  '/console/methods/:name/edit': {
    actions: ['element.update'],
    async prepare() {
      const made = await method()
      const { appId, updatedAt } = await statusOf(made.name)
      const fields = { name: made.name, title: 'Another title', appId, host: world.feishu.url }
      return { ...made, fields: { ...fields, seen: String(updatedAt) } }
    },
  },
  '/console/methods/:name/test': { actions: ['element.test'], prepare: method },
  '/console/methods/:name/state': {
    actions: ['element.disable'],
    prepare: async () => ({ ...(await method()), fields: { enabled: 'no' } }),
  },
  '/console/methods/:name/delete': {
    actions: ['element.delete'],
    async prepare() {
      const made = await method()
      return { ...made, fields: { confirm: made.name } }
    },
  },
  '/console/people/expect': {
    actions: ['identity.expect'],
    async prepare() {
      const target = await account(1)
      return { fields: { instance, account: target, kind: 'openId', subject: 'ou_expected' }, target }
    },
  },
  '/console/people/expect/cancel': {
    actions: ['identity.cancel_expected'],
    async prepare() {
      const { userId } = await world.larkspur.accounts.expect({ openId: 'ou_cancelled' })
      return { fields: { instance, kind: 'openId', subject: 'ou_cancelled' }, target: userId }
    },
  },
  '/console/people/directory/:id/read': {
    actions: ['person.read'],
    prepare: async () => ({ parameters: [openIdOf(1)], target: openIdOf(1) }),
  },
  '/console/people/:account/role': {
    actions: ['role.grant'],
    async prepare() {
      const target = await account(1)
      return { parameters: [target], fields: { role: 'directory_reader', do: 'grant' }, target }
    },
  },
  '/console/people/:account/sessions': {
    actions: ['sessions.end'],
    async prepare() {
      const target = await account(1)
      const page = await desk.text(`/console/people/${target}`)
      const handle = /name="handle" value="([0-9a-f]+)"/.exec(page)?.[1] ?? ''
      return { parameters: [target], fields: { handle }, target }
    },
  },
  '/console/people/:account/sessions/all': {
    actions: ['sessions.end_all'],
    async prepare() {
      const target = await account(1)
      return { parameters: [target], target }
    },
  },
  '/console/people/:account/tokens': {
    actions: ['tokens.withdraw'],
    async prepare() {
      const target = await account(1)
      const [first] = await world.larkspur.accounts.identities(target)
      return { parameters: [target], fields: { identity: first?.id ?? '' }, target }
    },
  },
  '/console/people/:account/identities/:identity/unbind': {
    actions: ['identity.unbind'],
    async prepare() {
      const target = await account(2)
      await world.larkspur.accounts.expect({ openId: openIdOf(3), account: target })
      await account(3)
      const [first] = await world.larkspur.accounts.identities(target)
      return { parameters: [target, first?.id ?? ''], target }
    },
  },
  '/console/sync': {
    actions: ['sync.start'],
    prepare: async () => ({ fields: { instance, kind: 'all', dryRun: 'yes' }, target: instance }),
  },
  '/console/sync/runs/:id/stop': {
    actions: ['sync.stop'],
    async prepare() {
      hold()
      return { parameters: [idOf(await run({ full: 'yes' }))], target: instance }
    },
  },
  '/console/sync/runs/:id/continue': {
    actions: ['sync.start'],
    async prepare() {
      hold()
      const address = await run({ full: 'yes' })
      await desk.post(`${address}/stop`)
      await ended(address)
      world.feishu.faults.clear()
      return { parameters: [idOf(address)], target: instance }
    },
  },
  '/console/sync/runs/:id/removals': {
    actions: ['sync.confirm'],
    async prepare() {
      world.feishu.apps.update(world.feishu.app.appId, { contactRange: { departments: [], people: [0] } })
      const address = await run({ full: 'yes' })
      await ended(address)
      const { removals } = await world.larkspur.directory.run(idOf(address))
      const number = String((removals?.people ?? 0) + (removals?.departments ?? 0))
      return { parameters: [idOf(address)], fields: { number }, target: instance }
    },
  },
}

test('every form is in the list', () => {
  const posts = consoleRoutes.filter(({ POST }) => POST !== undefined).map(({ path }) => path)
  expect(Object.keys(writes).toSorted()).toEqual(posts.toSorted())
})

test.each(Object.entries(writes))('POST %s is written down', async (path, { actions, prepare }) => {
  const { parameters = [], fields = {}, target } = await prepare()
  const left = [...parameters]
  const address = path.replaceAll(/:\w+/g, () => encodeURIComponent(left.shift() ?? ''))
  const before = audit().length
  const response = await desk.post(address, fields)
  await response.body?.cancel()
  expect(audit().slice(before)).toEqual(
    actions.map((action) => ({ actor_id: desk.userId, action, target, outcome: 'ok' })),
  )
  // A run goes on after the answer; the next one would be refused.
  world.feishu.faults.clear()
  const [location = ''] = (response.headers.get('location') ?? '').split('?')
  if (location.startsWith('/console/sync/runs/')) await ended(location)
})
