// Receives: events that were verified; keeps each once, for this app and its organisation alone.
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { Clock, PlatformEvent } from '../../feishu/index.ts'
import type { DirectoryKey } from '../model.ts'
import type { EventInbox, EventSubject } from '../ports.ts'
import { mayHaveLeft, readSubject } from './subject.ts'

export interface ReceiveOptions {
  key: DirectoryKey
  inbox: Pick<EventInbox, 'accept' | 'stateOf' | 'noteTenant'>
  /** The organisations that this app's people come from; undefined as long as nobody knows. */
  tenants(): Promise<readonly string[] | undefined>
  /** Lets nothing of this person (open_id) count until the platform was asked about them. */
  suspect(personId: string): Promise<void>
  clock: Clock
}

/**
 * Keeps an event durably; false when it is there already.
 *
 * @throws {LarkspurError} `event_rejected`: of another app or organisation; `request_invalid`; `storage_unavailable`
 */
export type ReceiveEvent = (event: PlatformEvent) => Promise<boolean>

export function createReceiveEvent(options: ReceiveOptions): ReceiveEvent {
  const { key, inbox, tenants, suspect, clock } = options

  /** Until somebody signs in the first event decides; of two that come at the same time one does. */
  async function isAmongOurs(tenantKey: string): Promise<boolean> {
    const known = await tenants()
    return known === undefined
      ? (await inbox.noteTenant(key, tenantKey)) === tenantKey
      : known.includes(tenantKey)
  }

  async function assertOurs({ appId, tenantKey }: PlatformEvent, subject: EventSubject): Promise<void> {
    if (appId !== key.appId) {
      throw new LarkspurError('event_rejected', { message: 'The event is for another app.' })
    }
    // Events that are about nobody need not come from an organisation.
    if (tenantKey === '' && subject.kind === 'other') return
    if (tenantKey !== '' && (await isAmongOurs(tenantKey))) return
    throw new LarkspurError('event_rejected', { message: 'The event is of another organisation.' })
  }

  return async (event) => {
    const subject = readSubject(event)
    await assertOurs(event, subject)
    const { eventId, type, tenantKey, createdAt } = event
    // Whoever sends it again tells nothing new, and must put nobody in doubt again.
    const known = await inbox.stateOf(key, eventId)
    if (known === 'done' || known === 'failed') return false
    // First: if the rest fails, the platform sends it again, and then nobody who has left was let in meanwhile.
    if (subject.kind === 'person' && mayHaveLeft(event)) await suspect(subject.id)
    return inbox.accept({ key, eventId, type, tenantKey, createdAt, receivedAt: clock(), subject })
  }
}
