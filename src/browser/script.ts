// Loads: a script of the platform into the page.

import { type Timer, within } from './within.ts'

/** Resolves when it has run, when it cannot be had, and after `timeoutMs`: what it leaves in the page tells which. */
export function loadScript(document: Document, url: string, timer: Timer, timeoutMs: number): Promise<void> {
  return within<void>(timer, timeoutMs, 'no_answer', (resolve) => {
    const script = document.createElement('script')
    script.onload = script.onerror = () => resolve()
    script.src = url
    document.head.append(script)
  }).catch(() => {})
}
