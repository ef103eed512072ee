// Serves: the address to which the platform sends events.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import { verifyEvent } from '../../feishu/index.ts'
import { defaultInstance } from '../../sign-in/index.ts'
import type { AppContext, Services } from '../context.ts'
import type { EventDoor } from '../directory.ts'
import { createEventBodies, type EventBodies } from '../event-bodies.ts'
import type { Instance } from '../instance.ts'
import type { Route } from './table.ts'

/** The platform waits for three seconds, its way here and back included. */
const applyMs = 1_500

/** Waits until what has arrived is applied, but not for long: it is kept, and goes on without anybody waiting. */
async function applied(door: EventDoor, sleep: Services['sleep']): Promise<void> {
  const done = new AbortController()
  const late = sleep(applyMs, done.signal).catch(() => undefined)
  await Promise.race([door.apply(), late])
  done.abort()
}

/**
 * The platform proves itself by what it signs or knows (https://open.feishu.cn/document/server-docs/event-subscription-guide/overview),
 * so neither origin nor session is asked for.
 */
async function take(c: AppContext, name: string, bodies: EventBodies): Promise<Response> {
  const { clock, sleep, directories } = c.get('services')
  const door = directories.door(name)
  const { toleranceSeconds, ...secrets } = door.settings
  const { headers } = c.req.raw
  const event = await bodies.open(c.req.raw, secrets, (rawBody) =>
    verifyEvent({ rawBody, headers, secrets, now: clock(), toleranceSeconds }),
  )
  if (event.kind === 'challenge') return c.json({ challenge: event.challenge })
  if (await door.receive(event)) await applied(door, sleep)
  return c.json({})
}

/** As `take`, with a word to the operator when the event is refused. */
async function takeOrTell(c: AppContext, { name, app }: Instance, bodies: EventBodies) {
  try {
    return await take(c, name, bodies)
  } catch (error) {
    c.get('services').refusedEvents.note({ name, appId: app.appId }, error)
    throw error
  }
}

/**
 * The app whose address this is, also one that nobody may sign in with.
 * @throws LarkspurError `not_found` for one that takes no events
 */
async function takerOf(c: AppContext): Promise<Instance> {
  const { instances } = c.get('services')
  const name = c.req.param('instance')
  // The first app has one address alone.
  const found = name === defaultInstance ? undefined : await instances.find(name ?? defaultInstance)
  if (found === undefined || found.events === null) throw new LarkspurError('not_found')
  return found
}

/** Only apps that take events have an address; they come and go while the server runs. */
export function eventRoutes(): Route[] {
  const bodies = createEventBodies()
  const POST = async (c: AppContext) => takeOrTell(c, await takerOf(c), bodies)
  /** The platform posts; whoever looks at the address learns whether it is one. */
  const GET = async (c: AppContext) => {
    await takerOf(c)
    c.header('Allow', 'POST')
    throw new LarkspurError('method_not_allowed')
  }
  return ['/auth/events', '/auth/events/:instance'].map((path) => ({ path, GET, POST }))
}
