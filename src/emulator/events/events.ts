// Offers: subscribing to events, and what happens to their deliveries.
import { createHash } from 'node:crypto'
import { createRandomStream, deriveKey } from '../state/random.ts'
import type { State } from '../state/state.ts'
import type { AppSettings, Emulator } from '../types.ts'
import { createCourier } from './courier.ts'
import { type NewEvent, wrapEvent, wrapOldEvent } from './envelope.ts'
import type { PostLimits } from './post.ts'
import { tellChanges } from './tell.ts'
import type { Told } from './told.ts'
import { verifyRequestUrl } from './verify-url.ts'
import { createWeather } from './weather.ts'

export interface Events {
  readonly api: Emulator['events']
  /** Forgets deliveries and weather; the subscriptions stay. */
  reset(): void
  close(): void
}

export interface EventsOptions {
  /** Of a delivery; default 2 s to connect, 3 s to answer, as documented. */
  limits?: PostLimits
  /** Of a challenge; default 1 s. */
  challengeLimits?: PostLimits
  /** How many deliveries may wait at once. Default 100,000. */
  most?: number
}

const deliveryLimits = { connectMs: 2_000, answerMs: 3_000 }
const oneSecond = { connectMs: 1_000, answerMs: 1_000 }

export function createEvents(state: State, options: EventsOptions = {}): Events {
  const { limits = deliveryLimits, challengeLimits = oneSecond, most = 100_000 } = options
  const { apps, clock, switches, organisation } = state
  // Ids are drawn when an event happens, the rest when it is sent: apart, so that no delivery moves the ids.
  const ids = createRandomStream(deriveKey(state.seed, 'event ids'))
  const random = createRandomStream(deriveKey(state.seed, 'events'))
  const weather = createWeather(state.seed)
  const courier = createCourier({ clock, apps, switches, random, weather, limits, most })
  const closing = new AbortController()

  // With the time in it: an emulator that starts again with its seed must not repeat ids that receivers have seen.
  const newEventId = () =>
    createHash('sha256').update(ids.bytes(16)).update(`${clock.now()}`).digest('hex').slice(0, 32)

  const eventOf = ({ app, type, event }: Told): NewEvent => ({
    eventId: newEventId(),
    type,
    appId: app.appId,
    tenantKey: organisation.tenantKey,
    createdAt: clock.now(),
    event,
  })

  function requireOpen(): void {
    if (closing.signal.aborted) throw new Error('The emulator is closed: it sends no events')
  }

  function requireApp(appId = apps.first.appId): AppSettings {
    const app = apps.get(appId)
    if (app === undefined) throw new Error(`There is no app ${appId}`)
    return app
  }

  const stopTelling = tellChanges(state, (told) => void courier.take(wrapEvent(eventOf(told))))

  return {
    api: {
      async subscribe({ appId, ...given }) {
        requireOpen()
        const app = requireApp(appId)
        const events = { ...app.events, ...given }
        const asking = { random, limits: challengeLimits, signal: closing.signal }
        await verifyRequestUrl(events, asking)
        requireOpen()
        apps.update(app.appId, { events })
      },
      unsubscribe(appId) {
        const app = requireApp(appId)
        apps.update(app.appId, { events: { ...app.events, url: '' } })
        courier.abandon(app.appId)
      },
      deliveries: (filter) => courier.log.list(filter),
      resend(id) {
        requireOpen()
        const event = courier.log.eventOf(id)
        if (event === undefined) throw new Error(`There is no delivery ${id} in the list`)
        return structuredClone(courier.take(event, 'again'))
      },
      weather(given) {
        if (given !== undefined) weather.set(given)
        return weather.get()
      },
      send(type, event, { appId, schema = '2.0' } = {}) {
        requireOpen()
        const app = requireApp(appId)
        if (app.events.url === '') throw new Error(`The app ${app.appId} has no request URL: subscribe first`)
        const made = eventOf({ app, type, event: structuredClone(event) })
        return structuredClone(courier.take(schema === '1.0' ? wrapOldEvent(made) : wrapEvent(made)))
      },
      settled: () => courier.settled(),
    },
    reset() {
      weather.set({})
      courier.clear()
    },
    close() {
      stopTelling()
      closing.abort()
      courier.close()
    },
  }
}
