// Notices: that a single-page app has changed its address.

/** The part of a window in which addresses change. */
export type Routed = Pick<Window, 'location' | 'history' | 'addEventListener'>

/** The address that signatures are for: everything before the fragment, as it is. */
export const pageUrl = ({ location }: Pick<Routed, 'location'>): string =>
  location.href.split('#')[0] as string

const events = ['popstate', 'hashchange'] as const
const methods = ['pushState', 'replaceState'] as const

const windows = new WeakMap<Routed, Set<() => void>>()

/**
 * Calls `changed` after each change of the address. Routers keep working: their calls go through with the same
 * arguments, the same result and the same exceptions, and `changed` runs when they are done.
 */
export function watchRoutes(window: Routed, changed: () => void): () => void {
  const listeners = windows.get(window) || patch(window)
  listeners.add(changed)
  return () => void listeners.delete(changed)
}

/** Once per window, for good: somebody else may wrap our wrappers in turn, so they cannot be taken out again. */
function patch(window: Routed): Set<() => void> {
  const listeners = new Set<() => void>()
  windows.set(window, listeners)
  const { history } = window
  const later = () => {
    void Promise.resolve().then(() => {
      for (const changed of listeners) changed()
    })
  }
  for (const method of methods) {
    const original = history[method]
    history[method] = function (this: History, ...given: Parameters<History['pushState']>) {
      const result = original.apply(this, given)
      later()
      return result
    }
  }
  for (const event of events) window.addEventListener(event, later)
  return listeners
}
