// Declares: what keeps the events of the platform until they are applied.

import type { DirectoryKey, Listing } from './model.ts'

/** An event that was accepted. Nothing of its content is kept but what it is about. */
export interface InboxEvent {
  key: DirectoryKey
  eventId: string
  type: string
  tenantKey: string
  /** Epoch milliseconds, by the platform. */
  createdAt: number
  receivedAt: number
  subject: EventSubject
}

export type EventSubject =
  | { kind: 'person'; id: string }
  | { kind: 'department'; id: string }
  | {
      kind: 'scope'
      added: { departmentIds: string[]; personIds: string[]; groups: number }
      removed: { departmentIds: string[]; personIds: string[]; groups: number }
    }

export interface StoredEvent extends InboxEvent {
  /** Rises with every event that was accepted. */
  sequence: number
  state: 'waiting' | 'done' | 'failed'
  tries: number
  /** Not before; epoch milliseconds. */
  nextTryAt: number
  error: string | null
  appliedAt: number | null
}

/** Keeps events from their acceptance until they are applied, and their ids so that none counts twice. */
export interface EventInbox {
  /** False when this event id of the app is there already. Durable when it resolves. */
  accept(event: InboxEvent): Promise<boolean>
  /** What has become of the event of this id; undefined when it is not there. */
  stateOf(key: DirectoryKey, eventId: string): Promise<StoredEvent['state'] | undefined>
  /** When something of this type last happened to this subject, by the platform; null when no such event is there. */
  lastHappenedAt(key: DirectoryKey, type: string, subject: EventSubject): Promise<number | null>
  /** Those that wait and are due, in order of acceptance. */
  due(key: DirectoryKey, now: number, limit: number): Promise<StoredEvent[]>
  /** When the next one is due; null when none waits. */
  nextDue(key: DirectoryKey): Promise<number | null>
  settle(key: DirectoryKey, sequences: readonly number[], now: number): Promise<void>
  /** Counts a try that failed; `nextTryAt` null = no more tries. */
  defer(
    key: DirectoryKey,
    sequences: readonly number[],
    error: string,
    nextTryAt: number | null,
  ): Promise<void>
  /** Newest first. */
  list(
    key: DirectoryKey,
    query: { cursor?: string; limit: number; state?: StoredEvent['state'] },
  ): Promise<Listing<StoredEvent>>
  /** Deletes settled ones that were received before; returns how many. */
  deleteSettled(receivedBefore: number): Promise<number>
  /** Returns the tenant that was noted first: this one, or the one that an earlier event came from. */
  noteTenant(key: DirectoryKey, tenantKey: string): Promise<string>
}
