// Keeps: the last deliveries of events, for people and for tests.
import type { Delivery, DeliveryFilter } from '../types.ts'

/** `text`: the body, as JSON. */
type Listed = { eventId: string; type: string; appId: string; text: string }

export interface DeliveryLog<Event extends Listed> {
  open(event: Event, at: number, delayMs?: number): Delivery
  /** Oldest first. */
  list(filter?: DeliveryFilter): Delivery[]
  /** The event of a delivery that is still listed. */
  eventOf(id: number): Event | undefined
  clear(): void
}

export function createDeliveryLog<Event extends Listed>(limit = 1_000): DeliveryLog<Event> {
  const entries: { delivery: Delivery; event: Event }[] = []
  let lastId = 0
  return {
    open(event, at, delayMs = 0) {
      const { eventId, type, appId, text } = event
      const dueAt = at + delayMs
      const state = 'waiting' as const
      const delivery: Delivery = {
        ...{ id: ++lastId, eventId, type, appId, at, dueAt, tries: [], state },
        get body() {
          return JSON.parse(text)
        },
      }
      entries.push({ delivery, event })
      if (entries.length > limit) entries.shift()
      return delivery
    },
    list: ({ appId, type, state, since } = {}) =>
      entries
        .map(({ delivery }) => delivery)
        .filter(
          (delivery) =>
            (appId === undefined || delivery.appId === appId) &&
            (type === undefined || delivery.type === type) &&
            (state === undefined || delivery.state === state) &&
            (since === undefined || delivery.at >= since),
        )
        .map((delivery) => structuredClone(delivery)),
    eventOf: (id) => entries.find(({ delivery }) => delivery.id === id)?.event,
    clear: () => void entries.splice(0),
  }
}
