// Remembers: that the client has already said who is in front of this window.

const key = 'larkspur-confirmed'

/** The parts of a window that tell one opening of the app from another. */
export interface Opening {
  name: string
  sessionStorage: Pick<Storage, 'getItem' | 'setItem'>
}

/**
 * True when this opening of the app was confirmed before. Frames of one tab share the storage, and their names tell
 * them apart.
 */
export function isConfirmed(opening: Opening): boolean {
  try {
    return opening.sessionStorage.getItem(key) === `name:${opening.name}`
  } catch {
    // Storage can be switched off; asking once more is harmless.
    return false
  }
}

export function markConfirmed(opening: Opening): void {
  try {
    opening.sessionStorage.setItem(key, `name:${opening.name}`)
  } catch {
    // As above.
  }
}
