// Opens: the database that DATABASE_URL names, with one store per port.

import { Kysely, SqliteDialect, sql } from 'kysely'
import type { AuditLog, SignInLog } from '../../audit/index.ts'
import type { DirectoryStore, EventInbox } from '../../directory/ports.ts'
import type { ElementStore, IdentityDetailsStore } from '../../elements/index.ts'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { SessionStore } from '../../sessions/index.ts'
import type { AttemptStore, IdentityStore, RoleStore } from '../../sign-in/index.ts'
import type { ScopeRefusalStore, UserTokenStore } from '../../tokens/index.ts'
import type { Sealer } from '../seal.ts'
import { createAttemptStore } from './attempts.ts'
import { createEventInbox } from './directory/inbox.ts'
import { createDirectoryStore } from './directory/store.ts'
import { createElementStore } from './elements/elements.ts'
import { createIdentityDetailsStore } from './elements/identity-details.ts'
import { guarded, inOurWords } from './guard.ts'
import { createIdentityStore } from './identities.ts'
import { createAuditLog } from './logs/audit.ts'
import { createSignInLog } from './logs/sign-ins.ts'
import { migrate } from './migrate.ts'
import { createRoleStore } from './roles.ts'
import { type Rotation, type RotationOptions, rotateKeys } from './rotate-keys.ts'
import type { Tables } from './schema.ts'
import { createScopeRefusalStore } from './scope-refusals.ts'
import { createSessionStore } from './sessions.ts'
import { adaptSqlite } from './sqlite/adapter.ts'
import { openSqliteFile } from './sqlite/file.ts'
import { createUserTokenStore } from './user-tokens.ts'

/** The stores of one database. Every method throws LarkspurError, mostly `storage_unavailable`. */
export interface Database {
  attempts: AttemptStore
  audit: AuditLog
  directory: DirectoryStore
  elements: ElementStore
  events: EventInbox
  identities: IdentityStore
  identityDetails: IdentityDetailsStore
  roles: RoleStore
  scopeRefusals: ScopeRefusalStore
  sessions: SessionStore
  signIns: SignInLog
  userTokens: UserTokenStore
  /** Brings the schema up to date; returns the migrations that ran now. Safe to call from many processes at once. */
  migrate(): Promise<string[]>
  /**
   * Encrypts with the newest key what former keys have encrypted, while the stores are in use. Safe to repeat, also
   * after it was stopped half-way: what it did is done.
   * @throws LarkspurError `aborted`, `storage_unavailable`
   */
  rotateKeys(options?: RotationOptions): Promise<Rotation>
  /** Throws when the database does not answer. */
  ping(): Promise<void>
  /** Idempotent. */
  close(): Promise<void>
}

/**
 * Opens `sqlite:./path.db` (relative to the working directory; file and folder are made, readable by their owner only)
 * or `sqlite::memory:`. Call `migrate()` before using the stores. `sealer` encrypts what must not stand there in clear.
 * With `mustExist` nothing is made, and no file but one that Larkspur has made is opened.
 * @throws LarkspurError `configuration_invalid` for an address of another form, or of nothing of ours with `mustExist`; `storage_unavailable` when it cannot be opened
 */
export async function openDatabase(
  url: string,
  { sealer, mustExist = false }: { sealer: Sealer; mustExist?: boolean },
): Promise<Database> {
  const file = await openSqliteFile(sqliteName(url), mustExist)
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adaptSqlite(file) }) })
  const database = guarded({
    migrate: () => migrate(db),
    async ping() {
      await sql`select 1`.execute(db)
    },
    close: () => db.destroy(),
  })
  // Shows now what the first request would, and makes Kysely close the file at the end: it closes only what it used.
  await database.ping()
  return {
    attempts: guarded(createAttemptStore(db, sealer)),
    audit: guarded(createAuditLog(db)),
    directory: guarded(createDirectoryStore(db)),
    elements: guarded(createElementStore(db, sealer)),
    events: guarded(createEventInbox(db)),
    identities: guarded(createIdentityStore(db)),
    identityDetails: guarded(createIdentityDetailsStore(db)),
    roles: guarded(createRoleStore(db)),
    scopeRefusals: guarded(createScopeRefusalStore(db)),
    sessions: guarded(createSessionStore(db)),
    signIns: guarded(createSignInLog(db)),
    userTokens: guarded(createUserTokenStore(db, sealer)),
    ...database,
    rotateKeys: (options) => inOurWords(() => rotateKeys(db, sealer, options)),
  }
}

function sqliteName(url: string): string {
  const name = /^sqlite:(.+)$/s.exec(url)?.[1]
  if (name !== undefined && !name.includes('\0')) return name
  // The address may hold a password, so it is not repeated.
  throw new LarkspurError('configuration_invalid', {
    message: 'DATABASE_URL must be sqlite:<path>, such as sqlite:./data/larkspur.db, or sqlite::memory:.',
  })
}
