// Declares: what an operation is asked and what it answers. No HTTP types, so that a bridge call looks the same.
import type { Tier } from '../state/rate-limits.ts'
import type { State } from '../state/state.ts'
import type { Fields } from './fields.ts'
import type { Refusal } from './refusal.ts'

export interface Call {
  /** Body of a POST, query of a GET. */
  fields: Fields
  /** The query, also of a POST. */
  query: Fields
  operation: Operation
  /** Parts of the path, e.g. `user_id`. */
  path: Readonly<Record<string, string>>
  /** The token, only when it came with `Bearer `. */
  bearer: string | undefined
  basic: { id: string; secret: string } | undefined
  callerAddress: string
  /** Origin and host prefix that the caller used, for links in answers. */
  base: string
  logId: string
  /** For the request log. */
  noteApp(appId: string): void
}

export interface Answer {
  status: number
  body: Readonly<Record<string, unknown>>
  headers?: Readonly<Record<string, string>>
}

export type HostKind = 'open' | 'accounts' | 'passport'

/** Words a refusal in the way of one family of endpoints. */
export type Envelope = (refusal: Refusal, call: Call, state: State) => Answer

export interface Operation {
  /** Its name in the request log and in faults. */
  readonly name: string
  readonly method: 'GET' | 'POST'
  /** Path with `:name` parts. */
  readonly path: string
  readonly hosts: readonly HostKind[]
  /** Takes no forms. */
  readonly jsonOnly?: boolean
  /** Answers 404 unless this says otherwise. */
  readonly served?: (state: State) => boolean
  /** Codes of its own error table. */
  readonly codes: readonly number[]
  /** Code of a body that cannot be read. */
  readonly malformed: number
  /** Its rate limit; none: the platform publishes no number. */
  readonly tier?: Tier
  readonly envelope: Envelope
  run(state: State, call: Call): Answer
}
