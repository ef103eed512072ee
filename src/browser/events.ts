// Tells: listeners what has happened.

import type { ClientError } from './error.ts'
import type { User } from './user.ts'

/** Each event with what its listeners get. */
export interface ClientEvents {
  /** A sign-in inside the client has ended well. */
  'signed-in': User
  'signed-out': undefined
  /** The client has accepted a signature for this address; also after a change of route. */
  'jsapi-configured': { url: string }
  /** Something failed that nobody waited for, such as signing after a change of route. */
  error: ClientError
}

export type EventName = keyof ClientEvents

export interface Events {
  /** Returns what removes the listener again. */
  on<Name extends EventName>(name: Name, listener: (detail: ClientEvents[Name]) => void): () => void
  emit<Name extends EventName>(name: Name, detail: ClientEvents[Name]): void
}

export function createEvents(): Events {
  type Entry = [name: EventName, listener: (detail: never) => void]
  const entries = new Set<Entry>()
  return {
    on(name, listener) {
      const entry: Entry = [name, listener]
      entries.add(entry)
      return () => void entries.delete(entry)
    },
    emit(name, detail) {
      for (const [wanted, listener] of entries) {
        // One by one and later: a listener that throws is reported as the page's mistake and stops nothing of ours.
        if (wanted === name) void Promise.resolve(detail as never).then(listener)
      }
    },
  }
}
