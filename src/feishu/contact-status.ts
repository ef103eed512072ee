// Reads: the five flags of the contact API that say where a person stands.
import { flag, object, type Reader } from './contact-fields.ts'
import type { PersonState } from './contact-model.ts'

/** Where a person stands. An active member has `isActivated` and nothing else. */
export interface PersonStatus {
  /** Suspended by an administrator. */
  isFrozen: boolean
  /** Has left. */
  isResigned: boolean
  isActivated: boolean
  /** Left by themselves; becomes resigned after a while. */
  isExited: boolean
  /** Invited, not yet confirmed. */
  isUnjoin: boolean
}

/** A flag that was not told is as of an active member. */
export const personStatus: Reader<PersonStatus> = (value, name, from) => {
  const flags = object(value, name, from)
  const told = (wire: string, absent: boolean) => flag(flags[wire] ?? absent, `${name}.${wire}`, from)
  return {
    isFrozen: told('is_frozen', false),
    isResigned: told('is_resigned', false),
    isActivated: told('is_activated', true),
    isExited: told('is_exited', false),
    isUnjoin: told('is_unjoin', false),
  }
}

/** One word for all five. */
export const personState: Reader<PersonState> = (value, name, from) => {
  const { isResigned, isExited, isFrozen, isUnjoin, isActivated } = personStatus(value, name, from)
  // Whoever has left is that, whatever else is said; is_activated stays true for people who are suspended.
  if (isResigned) return 'resigned'
  if (isExited) return 'exited'
  if (isFrozen) return 'frozen'
  if (isUnjoin) return 'unjoined'
  return isActivated ? 'active' : 'unactivated'
}
