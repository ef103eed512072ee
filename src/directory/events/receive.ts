// Receives: events that were verified; keeps each once, for this app and its organisation alone.
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { Clock, PlatformEvent } from '../../feishu/index.ts'
import type { DirectoryKey } from '../model.ts'
import type { EventInbox, EventSubject } from '../ports.ts'
import { mayHaveLeft, readSubject } from './subject.ts'

export interface ReceiveOptions {
  key: DirectoryKey
  inbox: Pick<EventInbox, 'accept' | 'stateOf' | 'tenant' | 'noteTenant'>
  /** The organisation that people of this app come from, as far as anybody has signed in. */
  knownTenant(): Promise<string | undefined>
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
  const { key, inbox, knownTenant, suspect, clock } = options

  async function assertOurs({ appId, tenantKey }: PlatformEvent, subject: EventSubject): Promise<void> {
    if (appId !== key.appId) {
      throw new LarkspurError('event_rejected', { message: 'The event is for another app.' })
    }
    // Events that are about nobody need not come from an organisation.
    if (tenantKey === '' && subject.kind === 'other') return
    const known = (await inbox.tenant(key)) ?? (await knownTenant())
    const isOurs = tenantKey !== '' && (known === undefined || known === tenantKey)
    // The first one stays, also of two that come at the same time.
    if (!isOurs || (await inbox.noteTenant(key, tenantKey)) !== tenantKey) {
      throw new LarkspurError('event_rejected', { message: 'The event is of another organisation.' })
    }
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
