// Declares: an event before it is in its envelope.
import type { AppSettings } from '../types.ts'

/** What one app would be told. */
export interface Made {
  type: string
  event: Readonly<Record<string, unknown>>
}

/** An event for one app. */
export interface Told extends Made {
  app: AppSettings
}
