// Holds: the deliveries that wait, each for its time and its turn, and never too many.
import type { Clock } from '../state/clock.ts'
import { createFifo } from '../state/fifo.ts'
import { createAlarm } from './alarm.ts'
import { createLine, type Line } from './line.ts'
import type { Parcel } from './parcel.ts'

export interface WaitingRoom {
  /** What is due, by app. */
  lines(): Iterable<Line>
  /** A new one. Beyond the limit the oldest that waits is lost. */
  enter(parcel: Parcel): void
  /** One that was sent waits once more, until its time. */
  comeBack(parcel: Parcel): void
  /** The next of a line leaves, to be sent. */
  next(line: Line): Parcel | undefined
  /** Whether anything is due now, or was sent and is not back. */
  isBusy(): boolean
  /** What waits for this app is lost. */
  abandon(appId: string): void
  clear(): void
  close(): void
}

/** @param onDue something may be sent now */
export function createWaitingRoom(clock: Clock, most: number, onDue: () => void): WaitingRoom {
  const newOrder = () => createFifo<Parcel>(({ place }) => place !== 'done')
  let lines = new Map<string, Line>()
  let later = new Set<Parcel>()
  let byAge = newOrder()
  let waiting = 0
  const alarm = createAlarm(clock, wake)
  const stopListening = clock.onMove(wake)

  function lineOf(appId: string): Line {
    const line = lines.get(appId) ?? createLine()
    lines.set(appId, line)
    return line
  }

  function seat(parcel: Parcel): void {
    const { dueAt } = parcel.delivery
    if (dueAt > clock.now()) {
      parcel.place = 'later'
      later.add(parcel)
      alarm.ring(dueAt)
      return
    }
    parcel.place = 'ready'
    lineOf(parcel.event.appId).push(parcel)
    onDue()
  }

  function wake(): void {
    alarm.stop()
    const now = clock.now()
    const due = [...later].filter(({ delivery }) => delivery.dueAt <= now)
    due.sort(({ delivery: a }, { delivery: b }) => a.dueAt - b.dueAt || a.id - b.id)
    for (const parcel of due) {
      later.delete(parcel)
      seat(parcel)
    }
    for (const { delivery } of later) alarm.ring(delivery.dueAt)
  }

  function lose(parcel: Parcel): void {
    later.delete(parcel)
    waiting--
    parcel.place = 'done'
    parcel.delivery.state = 'lost'
  }

  function makeRoom(): void {
    while (waiting >= most) {
      const oldest = byAge.shift()
      if (oldest === undefined) return
      if (oldest.place === 'sent') byAge.push(oldest)
      else lose(oldest)
    }
  }

  function clear(): void {
    alarm.stop()
    lines = new Map()
    later = new Set()
    byAge = newOrder()
    waiting = 0
  }

  return {
    lines: () => lines.values(),
    enter(parcel) {
      makeRoom()
      byAge.push(parcel)
      waiting++
      seat(parcel)
    },
    comeBack(parcel) {
      makeRoom()
      waiting++
      seat(parcel)
    },
    next(line) {
      const parcel = line.take()
      if (parcel !== undefined) waiting--
      return parcel
    },
    isBusy: () => [...lines.values()].some((line) => line.sent > 0 || !line.isEmpty()),
    abandon(appId) {
      const others = newOrder()
      for (let parcel = byAge.shift(); parcel !== undefined; parcel = byAge.shift()) {
        if (parcel.event.appId === appId && parcel.place !== 'sent') lose(parcel)
        else others.push(parcel)
      }
      byAge = others
    },
    clear,
    close() {
      stopListening()
      clear()
    },
  }
}
