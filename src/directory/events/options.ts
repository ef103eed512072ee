// Declares: what the events of a directory need.
import type { CallContext, FeishuApp } from '../../feishu/index.ts'
import type { AppTokens } from '../../tokens/index.ts'
import type { DirectoryKey } from '../model.ts'
import type { DirectoryStore, EventInbox } from '../ports.ts'
import type { DirectorySync, LeftPerson } from '../sync-options.ts'

export interface DirectoryEventsOptions {
  key: DirectoryKey
  app: FeishuApp
  context: CallContext
  tokens: AppTokens
  store: DirectoryStore
  inbox: EventInbox
  /** Reads the parts that a changed contact range asks for; its pacer keeps the limits. */
  sync: DirectorySync
  /** As that of the synchronisation: told before anything is written, and again after an interruption. */
  onLeft(people: readonly LeftPerson[]): Promise<void>
  /** Told of people (open_ids) whom the platform calls active, after it is written. */
  onMembers(ids: readonly string[]): Promise<void>
}
