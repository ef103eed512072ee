// Applies: accepted events, one pass at a time over all processes, and again later what failed.
import { type CallContext, randomId } from '../../feishu/index.ts'
import { type HeldLease, holdLease } from '../lease.ts'
import { createPlatform } from '../platform.ts'
import { applyDepartments } from './departments.ts'
import { type About, about, hintsOf, idsOf } from './hints.ts'
import type { DirectoryEventsOptions } from './options.ts'
import { asLarkspurError } from './outcome.ts'
import { applyPeople } from './people.ts'
import { createRanges } from './ranges.ts'
import { applyScope } from './scope.ts'
import { createSettlement } from './settlement.ts'
import { coming, leaving } from './subject.ts'
import type { EventWork } from './work.ts'

export interface EventApplication {
  /** Applies what is due; resolves when that is done, or somebody else is at it. Never rejects. */
  wake(): Promise<void>
  /** Ends what runs, and waits for it; what is not done is done at the next start. */
  close(): Promise<void>
}

/** So many events are looked at together. */
const batchOfEvents = 500

/** A long wait for the platform's limit must not cost the lease. */
const keepingSleep = (context: CallContext, { keep }: HeldLease): CallContext['sleep'] => {
  return async (ms, signal) => {
    await context.sleep(ms, signal)
    await keep()
  }
}

export function createEventApplication(options: DirectoryEventsOptions): EventApplication {
  const { key, app, context, tokens, store, inbox, sync, onLeft, onMembers } = options
  const { clock, random, logger } = context
  const closing = new AbortController()
  const { signal } = closing
  const settlement = createSettlement({ key, inbox, clock, logger })
  const ranges = createRanges({
    apply: (subject) => applyScope({ sync, logger, signal }, subject),
    settlement,
    signal,
    failed: (error) => logger.warn({ error }, 'a change of the contact range could not be noted'),
  })

  /** People who are in the range by themselves are read within the pass; the rest is for a synchronisation. */
  async function beginRange(work: EventWork, event: About<'scope'>): Promise<void> {
    const { personIds } = event.subject.added
    const come = new Map(personIds.map((id) => [id, event.createdAt]))
    const outcomes = await applyPeople(work, personIds, { left: new Set(), come })
    const failure = [...outcomes.values()].find((outcome) => outcome !== 'done')
    if (failure === undefined) ranges.start({ events: [event], subject: event.subject })
    else await settlement.defer(event, failure)
  }

  /** A department that comes into the range or goes out of it takes with it what is below, as a changed range does. */
  async function beginDepartments(work: EventWork, events: readonly About<'department'>[]): Promise<void> {
    const { outcomes, crossed } = await applyDepartments(work, events)
    const { come, gone } = crossed
    const isCrossing = ({ subject: { id } }: About<'department'>) =>
      outcomes.get(id) === 'done' && (come.has(id) || gone.has(id))
    const part = (ids: ReadonlySet<string>) => ({ departmentIds: [...ids], personIds: [], groups: 0 })
    const crossing = events.filter(isCrossing)
    if (crossing.length > 0) {
      ranges.start({ events: crossing, subject: { kind: 'scope', added: part(come), removed: part(gone) } })
    }
    const others = events.filter((event) => !isCrossing(event))
    await settlement.conclude(others, outcomes)
  }

  const last = (type: string) => (id: string) => inbox.lastHappenedAt(key, type, { kind: 'person', id })
  const leftAt = last(leaving)
  const cameAt = last(coming)

  async function applyDue(work: EventWork): Promise<void> {
    for (;;) {
      await work.keep()
      const due = await inbox.due(key, clock(), batchOfEvents)
      const events = due.filter(({ sequence }) => !ranges.has(sequence))
      if (events.length === 0) return
      const people = events.filter(about('person'))
      await settlement.conclude(people, await applyPeople(work, idsOf(people), hintsOf(people)))
      const departments = events.filter(about('department'))
      await beginDepartments(work, departments)
      for (const event of events.filter(about('scope'))) await beginRange(work, event)
    }
  }

  async function pass(): Promise<void> {
    const due = await inbox.nextDue(key)
    if (due === null || due > clock()) return
    const held = await holdLease(store, { key, purpose: 'events', owner: randomId(random) }, clock)
    const { lease, keep } = held
    const sleep = keepingSleep(context, held)
    const { pacer } = sync
    const platform = createPlatform({ app, context, tokens, pacer, sleep, signal, answered: () => {} })
    try {
      const toWrite = { key, store, platform, lease, keep }
      await applyDue({ ...toWrite, clock, signal, leftAt, cameAt, onLeft, onMembers })
    } finally {
      await held.release()
    }
  }

  async function run(): Promise<void> {
    if (signal.aborted) return
    try {
      await pass()
    } catch (error) {
      const { code } = asLarkspurError(error)
      // Another process is at it, or we are told to stop.
      if (signal.aborted || code === 'sync_running' || code === 'sync_lost') return
      logger.warn({ error }, 'events could not be applied; they are tried again')
    }
  }

  let running: Promise<void> | undefined
  let next: Promise<void> | undefined

  function start(): Promise<void> {
    running = run().finally(() => {
      running = undefined
    })
    return running
  }

  return {
    wake() {
      if (running === undefined) return start()
      // What runs may have looked already: whoever comes now waits for the one after it.
      next ??= running.then(() => {
        next = undefined
        return start()
      })
      return next
    },
    async close() {
      closing.abort()
      await running
      await next
      await ranges.ended()
    },
  }
}
