// Carries: calls from the page to the client, over a binding of the browser or by messages to the frame around it.
import { readMarker, targetOrigin } from './marker.ts'
import type { Answer, AnswerMessage, Marker } from './messages.ts'

export interface Bridge {
  generation: Marker['generation']
  /** Never settles when the client does not answer. */
  call(api: string, params: Record<string, unknown>, ready: boolean): Promise<Answer>
}

declare global {
  interface Window {
    __larkspurClient__?: (call: string) => Promise<Answer>
    __larkspurGeneration__?: Marker['generation']
  }
}

/** The bridge of the client this page is in; undefined in an ordinary browser. */
export function findBridge(): Bridge | undefined {
  return bindingBridge() ?? frameBridge()
}

function bindingBridge(): Bridge | undefined {
  const binding = window.__larkspurClient__
  if (typeof binding !== 'function') return undefined
  return {
    generation: window.__larkspurGeneration__ ?? 'current',
    call: (api, params, ready) => binding(JSON.stringify({ api, params, ready })),
  }
}

function frameBridge(): Bridge | undefined {
  const marker = readMarker()
  const script = document.currentScript
  if (!marker || window.parent === window || !(script instanceof HTMLScriptElement)) return undefined
  const target = targetOrigin(new URL(script.src), marker)
  if (target === undefined) return undefined
  const frame = window.parent
  const waiting = new Map<number, (answer: Answer) => void>()
  let lastId = 0
  window.addEventListener('message', (event: MessageEvent<Partial<AnswerMessage> | undefined>) => {
    if (event.source !== frame || event.origin !== target) return
    if (event.data?.type !== 'larkspur-client-answer' || !event.data.answer) return
    const settle = waiting.get(event.data.id ?? -1)
    waiting.delete(event.data.id ?? -1)
    settle?.(event.data.answer)
  })
  frame.postMessage({ type: 'larkspur-client-page', pageUrl: location.href }, target)
  return {
    generation: marker.generation,
    call: (api, params, ready) =>
      new Promise((resolve) => {
        lastId += 1
        waiting.set(lastId, resolve)
        frame.postMessage(
          { type: 'larkspur-client-call', id: lastId, api, params, pageUrl: location.href, ready },
          target,
        )
      }),
  }
}
