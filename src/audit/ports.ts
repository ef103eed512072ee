// Declares: what is written down of sign-ins and of administrators, and the stores that keep it.

import type { AuditAction } from './actions.ts'

/** How a person signed in, or tried to. */
export type SignInFlow = 'redirect' | 'qr' | 'in_client' | 'mini_program' | 'element'

/** One sign-in that ended, well or not. Never a code, a token or a secret. */
export interface SignInRecord {
  id: string
  /** Epoch milliseconds. */
  at: number
  /** Name of the app's instance. */
  instance: string
  flow: SignInFlow
  /** `ok`, or a code of docs/errors.md. */
  outcome: string
  /** The account and the name at that time; null when nobody was recognised. */
  userId: string | null
  name: string | null
  requestId: string
  /** The platform's code and log id, when it refused. */
  platformCode: number | null
  platformLogId: string | null
}

/** One thing that an administrator did, or was refused. */
export interface AuditRecord {
  id: string
  /** Epoch milliseconds. */
  at: number
  /** Account of who did it; null for the command line and for the server itself. */
  actorId: string | null
  /** Their name at that time; `command line`, `server`. */
  actorName: string
  /** What was done. */
  action: AuditAction
  /** What it was done to: a full name, an account, a run. */
  target: string
  /** `ok`, or a code of docs/errors.md. */
  outcome: string
  /** Facts for a reader, such as which fields changed. Never a secret. */
  details: Record<string, string | number | boolean | null>
  requestId: string | null
}

/** One page of a list, the newest first: `cursor` is the `next` of the page before. */
export interface LogPage {
  cursor?: string | undefined
  /** 1 to 1,000. */
  limit: number
}

export interface Listed<T> {
  items: T[]
  next: string | null
}

/** Every field narrows it; `from` counts, `until` does not. */
export interface SignInFilter {
  from?: number | undefined
  until?: number | undefined
  instance?: string | undefined
  flow?: SignInFlow | undefined
  /** `ok`, `failed` (all but ok), or one code. */
  outcome?: string | undefined
  userId?: string | undefined
}

export interface AuditFilter {
  from?: number | undefined
  until?: number | undefined
  actorId?: string | undefined
  action?: string | undefined
  target?: string | undefined
}

/** A time cut into slices, and what is counted of it. */
export interface SignInSpan extends SignInFilter {
  from: number
  until: number
  sliceMs: number
}

/** So many sign-ins began in the `at`-th slice of a time span. */
export interface SignInCount {
  /** Start of the slice, epoch milliseconds. */
  at: number
  ok: number
  failed: number
}

export interface SignInLog {
  add(record: SignInRecord): Promise<void>
  list(filter: SignInFilter, page: LogPage): Promise<Listed<SignInRecord>>
  /** Slices of `sliceMs` from `from` to `until`, those without sign-ins included; at most 400. */
  counts(span: SignInSpan): Promise<SignInCount[]>
  /** Deletes what is older; returns how many. Never holds up others for long. */
  deleteBefore(at: number): Promise<number>
}

export interface AuditLog {
  add(record: AuditRecord): Promise<void>
  list(filter: AuditFilter, page: LogPage): Promise<Listed<AuditRecord>>
  deleteBefore(at: number): Promise<number>
}
