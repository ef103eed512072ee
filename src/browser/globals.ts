// Waits: for the JSSDK's globals, which exist only inside the client.

import type { ClientGlobals, Timer } from './in-client.ts'

/** The part of a window that tells whether the SDK has arrived. */
export interface Watched extends ClientGlobals {
  document: { readyState: string }
  addEventListener(type: 'load', listener: () => void): void
  removeEventListener(type: 'load', listener: () => void): void
}

const pollMs = 50

/**
 * True as soon as `h5sdk` is there; false when the page has loaded without it, or after `timeoutMs`.
 * The load event also comes when the SDK's address failed; the time limit is for an address that never answers.
 */
export function waitForGlobals(watched: Watched, timer: Timer, timeoutMs = 5_000): Promise<boolean> {
  if (watched.h5sdk !== undefined) return Promise.resolve(true)
  if (watched.document.readyState === 'complete') return Promise.resolve(false)
  return new Promise((resolve) => {
    let stopPoll = () => {}
    const finish = () => {
      stopPoll()
      stopLimit()
      watched.removeEventListener('load', finish)
      resolve(watched.h5sdk !== undefined)
    }
    const stopLimit = timer(timeoutMs, finish)
    const poll = () => {
      if (watched.h5sdk !== undefined) finish()
      else stopPoll = timer(pollMs, poll)
    }
    watched.addEventListener('load', finish)
    poll()
  })
}
