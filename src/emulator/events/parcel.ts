// Declares: an event on its way to one app.
import type { Delivery } from '../types.ts'
import type { KeptEvent } from './envelope.ts'

export interface Parcel {
  readonly event: KeptEvent
  readonly delivery: Delivery
  /** `ready`: to be sent now. `later`: its time is to come. `sent`: its answer is awaited. */
  place: 'ready' | 'later' | 'sent' | 'done'
  /** How many later ones should go first. */
  behind: number
  /** Whether a byte of the first try is wrong. */
  corrupt: boolean
  /** Of the first try. */
  firstTimestamp?: string
}
