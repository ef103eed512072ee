// Receives: events that were verified; keeps each once, for this app and its organisation alone.
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { Clock, PlatformEvent } from '../../feishu/index.ts'
import type { DirectoryKey } from '../model.ts'
import type { EventInbox } from '../ports.ts'
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
 * Keeps an event durably; false when there is nothing to do: it has been applied already, or is not about the directory,
 * and then it is not even kept.
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

  function assertForApp({ appId }: PlatformEvent): void {
    if (appId === key.appId) return
    throw new LarkspurError('event_rejected', { message: 'The event is for another app.' })
  }

  async function assertOurs({ tenantKey }: PlatformEvent): Promise<void> {
    if (tenantKey !== '' && (await isAmongOurs(tenantKey))) return
    throw new LarkspurError('event_rejected', { message: 'The event is of another organisation.' })
  }

  return async (event) => {
    assertForApp(event)
    const subject = readSubject(event)
    if (subject === undefined) return false
    await assertOurs(event)
    const { eventId, type, tenantKey, createdAt } = event
    // Whoever sends it again tells nothing new, and must put nobody in doubt again.
    const known = await inbox.stateOf(key, eventId)
    if (known === 'done' || known === 'failed') return false
    // First: if the rest fails, the platform sends it again, and then nobody who has left was let in meanwhile.
    if (subject.kind === 'person' && mayHaveLeft(event)) await suspect(subject.id)
    return inbox.accept({ key, eventId, type, tenantKey, createdAt, receivedAt: clock(), subject })
  }
}
