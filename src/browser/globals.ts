// Waits: for the JSSDK's globals, which exist only inside the client; loads the JSSDK where the page does not.

import type { ClientGlobals } from './bridge.ts'
import { loadScript } from './script.ts'
import type { Timer } from './within.ts'

/** The part of a window that tells whether the SDK has arrived. */
export interface Watched extends ClientGlobals {
  document: Document
}

const pollMs = 50

/**
 * Loads the JSSDK from `url` and says whether its globals came. A page that already has a script of that name, or
 * an empty `url`, is only waited for: two copies would answer each other's calls.
 */
export async function loadGlobals(
  watched: Watched,
  url: string,
  timer: Timer,
  timeoutMs: number,
): Promise<boolean> {
  const { document } = watched
  // No document: the page is being rendered on a server.
  if (watched.h5sdk || !document) return !!watched.h5sdk
  if (url && !document.querySelector('script[src*="h5-js-sdk"]'))
    await loadScript(document, url, timer, timeoutMs)
  // The page also becomes complete when the SDK's address failed; the limit is for one that never answers.
  else
    for (
      let left = timeoutMs;
      left > 0 && !watched.h5sdk && document.readyState !== 'complete';
      left -= pollMs
    )
      await new Promise<void>((resolve) => timer(pollMs, resolve))
  return !!watched.h5sdk
}
