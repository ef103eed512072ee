// Waits: for the JSSDK's globals, which exist only inside the client; loads the JSSDK where the page does not.

import type { ClientGlobals } from './bridge.ts'
import type { Timer } from './within.ts'

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

/**
 * Loads the JSSDK from `url` and says whether its globals came. A page that already has a script of that name, or
 * an empty `url`, is only waited for: two copies would answer each other's calls.
 */
export function loadGlobals(
  watched: Watched & { document: Document },
  url: string,
  timer: Timer,
  timeoutMs: number,
): Promise<boolean> {
  const { document } = watched
  if (watched.h5sdk !== undefined) return Promise.resolve(true)
  // No document: the page is being rendered on a server.
  if (document === undefined) return Promise.resolve(false)
  if (url === '' || document.querySelector('script[src*="h5-js-sdk"]') !== null)
    return waitForGlobals(watched, timer, timeoutMs)
  return new Promise((resolve) => {
    const script = document.createElement('script')
    const finish = () => {
      stop()
      resolve(watched.h5sdk !== undefined)
    }
    const stop = timer(timeoutMs, finish)
    script.onload = script.onerror = finish
    script.src = url
    document.head.append(script)
  })
}
