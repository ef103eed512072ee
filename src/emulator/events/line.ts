// Lines up: what is due for one app, in order, except those that bad weather holds back.
import { createFifo } from '../state/fifo.ts'
import type { Parcel } from './parcel.ts'

export interface Line {
  /** How many wait for their answer. */
  sent: number
  push(parcel: Parcel): void
  /** The next to send, if there is one; it counts as sent. */
  take(): Parcel | undefined
  /** Whether anything is to be sent now. */
  isEmpty(): boolean
}

/** Most that are held back at once: a line in which everybody lets others go first still moves. */
const mostHeld = 5

export function createLine(): Line {
  const queue = createFifo<Parcel>(({ place }) => place === 'ready')
  let held: Parcel[] = []

  function choose(): Parcel | undefined {
    held = held.filter(({ place }) => place === 'ready')
    const over = held.find(({ behind }) => behind <= 0)
    if (over !== undefined) return over
    for (;;) {
      const next = queue.shift()
      // With nobody left to wait for, who was held back goes.
      if (next === undefined) return held[0]
      if (next.behind <= 0 || held.length >= mostHeld) return next
      held.push(next)
    }
  }

  return {
    sent: 0,
    push: (parcel) => queue.push(parcel),
    take() {
      const parcel = choose()
      if (parcel === undefined) return undefined
      held = held.filter((other) => other !== parcel)
      for (const other of held) other.behind--
      parcel.place = 'sent'
      this.sent++
      return parcel
    },
    isEmpty: () => queue.peek() === undefined && !held.some(({ place }) => place === 'ready'),
  }
}
