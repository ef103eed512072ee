// Reads: whether people have come or left, out of all that is told of them at one time.
import type { EventSubject, StoredEvent } from '../ports.ts'
import { tellsOfComing, tellsOfLeaving } from './subject.ts'

/** An event about things of this kind. */
export type About<K extends EventSubject['kind']> = StoredEvent & {
  subject: Extract<EventSubject, { kind: K }>
}

export const about =
  <K extends EventSubject['kind']>(kind: K) =>
  (event: StoredEvent): event is About<K> =>
    event.subject.kind === kind

/** Each once. */
export const idsOf = (events: readonly About<'person' | 'department'>[]): string[] => [
  ...new Set(events.map(({ subject }) => subject.id)),
]

/** What the newest events say of the people whom they are about; believed where the platform does not tell. */
export interface Hints {
  left: ReadonlySet<string>
  /** When they came, by the platform. */
  come: ReadonlyMap<string, number>
}

/** Of several events about one person the latest counts, by the platform's time: they come in any order. */
export function hintsOf(events: readonly About<'person'>[]): Hints {
  const left = new Set<string>()
  const come = new Map<string, number>()
  const inTime = [...events].sort((a, b) => a.createdAt - b.createdAt || a.sequence - b.sequence)
  for (const { type, subject, createdAt } of inTime) {
    if (tellsOfLeaving(type)) {
      left.add(subject.id)
      come.delete(subject.id)
    } else if (tellsOfComing(type)) {
      come.set(subject.id, createdAt)
      left.delete(subject.id)
    }
  }
  return { left, come }
}
