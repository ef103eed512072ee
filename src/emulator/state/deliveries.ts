// Keeps: the last deliveries of events, for people and for tests.
import type { Delivery, DeliveryFilter } from '../types.ts'

export interface DeliveryLog<Event extends { eventId: string; type: string; appId: string; body: object }> {
  open(event: Event, at: number, delayMs?: number): Delivery
  /** Oldest first. */
  list(filter?: DeliveryFilter): Delivery[]
  /** The event of a delivery that is still listed. */
  eventOf(id: number): Event | undefined
  clear(): void
}

export function createDeliveryLog<
  Event extends { eventId: string; type: string; appId: string; body: Record<string, unknown> },
>(limit = 1_000): DeliveryLog<Event> {
  const entries: { delivery: Delivery; event: Event }[] = []
  let lastId = 0
  return {
    open(event, at, delayMs = 0) {
      const { eventId, type, appId, body } = event
      const dueAt = at + delayMs
      const state = 'waiting'
      const delivery: Delivery = { id: ++lastId, eventId, type, appId, at, dueAt, tries: [], state, body }
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
