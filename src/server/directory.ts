// Composes: the directory of one app, its synchronisation and its events.

import {
  createDirectorySync,
  createEventApplication,
  createReceiveEvent,
  type DirectoryKey,
  type DirectorySync,
  type ReceiveEvent,
  type RunReport,
  type SyncTarget,
} from '../directory/index.ts'
import type { CallContext } from '../feishu/index.ts'
import { admittedTenants } from '../sign-in/index.ts'
import type { Database } from '../storage/sql/index.ts'
import { checkedDirectoryId, checkedQuery } from './directory-door.ts'
import { createDirectoryReads, type DirectoryReads } from './directory-reads.ts'
import type { Instance } from './instance.ts'
import type { EventSettings } from './instance-settings.ts'
import type { Offboarding } from './offboarding.ts'
import { createNoteRevoked } from './revoked-tokens.ts'
import type { Settings } from './settings.ts'

interface Hooks {
  /** Interrupts the run, which can be continued. */
  signal?: AbortSignal | undefined
  /** Called after each page and at each change of state, with a copy. */
  onProgress?: ((report: RunReport) => void) | undefined
}

/** One app's copy of the organisation, as far as the app may see it. For the server only: nothing here asks who is calling. */
export interface Directory extends DirectoryReads {
  /**
   * Synchronises with the platform: continues what was interrupted within a day, or begins. Resolves with a report that
   * is `completed`, or `waiting` when more would be removed than `directory.removalGuard` lets through.
   * @throws LarkspurError `sync_running`, `sync_lost`, `aborted`, `person_not_found`, `department_not_found`, and those
   * of the platform
   */
  sync(
    request?: Hooks & {
      /** Default: everything that the app may see. */
      target?: SyncTarget | undefined
      /** Finds the differences and writes none of them. Default false. */
      dryRun?: boolean | undefined
      /** Begins afresh, also when an interrupted run could be continued. Default false. */
      full?: boolean | undefined
    },
  ): Promise<RunReport>
  /**
   * Lets a waiting run remove what `missing` lists.
   * @throws LarkspurError `run_not_found`, `request_invalid` when it does not wait, and those of `sync`
   */
  confirm(runId: string, hooks?: Hooks): Promise<RunReport>
  /** Whether some process is at work on a run. One that was killed seems to be, for up to 90 seconds. */
  isSyncing(): Promise<boolean>
}

/** Where events of one app arrive. */
export interface EventDoor {
  settings: EventSettings
  receive: ReceiveEvent
  /** Applies what has arrived. Never rejects. */
  apply(): Promise<void>
}

export interface InstanceDirectory {
  name: string
  directory: Directory
  /** Whether it is the directory of this organisation; false as long as nobody of it has signed in and is in it. */
  holdsTenant(tenantKey: string): Promise<boolean>
  /** When everything was last synchronised, epoch milliseconds; null = never. */
  lastWholeAt(): Promise<number | null>
  /** Forgets runs that ended long ago. */
  deleteOldRuns(): Promise<number>
  /** Null when the app takes no events. */
  events: EventDoor | null
  /** Interrupts what runs, and waits for it. */
  close(): Promise<void>
}

/** So many runs are kept, however old. */
const runsKept = 1_000

/** Longer than a year: whoever looks back sees the same days of the last one. */
const runsKeptMs = 400 * 86_400_000

/** So many states are looked up at once. */
const slice = 500

export function createInstanceDirectory(options: {
  settings: Pick<Settings, 'directory' | 'allowedTenants'>
  instance: Instance
  context: CallContext
  database: Pick<Database, 'directory' | 'events' | 'identities'>
  offboarding: Offboarding
}): InstanceDirectory {
  const { settings, instance, context, database, offboarding } = options
  const { name, app, tokens } = instance
  const { directory: store, events: inbox, identities } = database
  const { clock, logger } = context
  const key: DirectoryKey = { brand: app.brand, appId: app.appId }
  const closing = new AbortController()
  const onLeft: Parameters<typeof createDirectorySync>[0]['onLeft'] = (people) =>
    offboarding.left(instance, people)
  const plain = createDirectorySync({
    ...{ key, app, context, tokens, store, onLeft },
    options: {
      concurrency: settings.directory.concurrency,
      removalGuard: settings.directory.removalGuard,
    },
  })

  /** Whoever was blocked and is active by what was read: the platform is asked, and decides. */
  async function restoreBlocked(): Promise<void> {
    const blocked = (await identities.listBlocked(app.brand, app.appId)).map(({ profile }) => profile.openId)
    for (let at = 0; at < blocked.length; at += slice) {
      const states = await store.states(key, blocked.slice(at, at + slice))
      const active = [...states].filter(([, { state, removed }]) => state === 'active' && !removed)
      await offboarding.restore(
        instance,
        active.map(([id]) => id),
        closing.signal,
      )
    }
  }

  async function afterwards(report: RunReport): Promise<RunReport> {
    if (report.state === 'completed' && !report.dryRun) {
      await restoreBlocked().catch((error) =>
        logger.warn({ error }, 'people who are active again were not all let in; they may sign in anew'),
      )
    }
    return report
  }

  const sync: DirectorySync = {
    ...plain,
    sync: async (request) => afterwards(await plain.sync(request)),
    confirm: async (runId, request) => afterwards(await plain.confirm(runId, request)),
  }
  const application = createEventApplication({
    ...{ key, app, context, tokens, store, inbox, sync, onLeft },
    onMembers: (ids) => offboarding.restore(instance, ids, closing.signal),
  })
  const noteRevoked = createNoteRevoked({ app, userTokens: instance.userTokens, logger })
  const receiveEvent = createReceiveEvent({
    key,
    inbox,
    tenants: async () => {
      // An app of which everybody is admitted is one organisation's all the same, unless the settings name several.
      const { allowedTenants } = settings
      return admittedTenants(allowedTenants === 'any' ? 'own' : allowedTenants, app, identities)
    },
    suspect: (personId) => offboarding.suspect(instance, [personId]),
    clock,
  })
  const receive: ReceiveEvent = async (event) => {
    // First: it says whether the event is for this app.
    const isNew = await receiveEvent(event)
    await noteRevoked(event)
    return isNew
  }
  return {
    name,
    directory: {
      ...createDirectoryReads(key, store, inbox),
      sync: async (request) => sync.sync(checkedQuery('sync', request)),
      confirm: async (runId, hooks) => sync.confirm(checkedDirectoryId(runId), checkedQuery('sync', hooks)),
      isSyncing: () => store.isLeased(key, 'sync', clock()),
    },
    holdsTenant: (tenantKey) => store.holdsTenant(key, tenantKey),
    lastWholeAt: () => store.lastWholeAt(key),
    deleteOldRuns: () => store.deleteOldRuns(key, runsKept, clock() - runsKeptMs),
    events:
      instance.events === null
        ? null
        : { settings: instance.events, receive, apply: () => application.wake() },
    async close() {
      closing.abort()
      await Promise.all([application.close(), sync.close()])
    },
  }
}
