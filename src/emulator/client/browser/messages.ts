// Declares: what the script in the page and the frame around it say to each other.

/** Beginning of `window.name` of a page inside the simulated client; the rest is a `Marker` as JSON. */
export const markerPrefix = 'larkspur-client:'

/** What a page inside the client must know at once. Nothing here is secret: any page in the frame can read it. */
export interface Marker {
  generation: 'current' | 'old-client' | 'old-sdk'
  /** Origin of the frame, which may be the other loopback name of the host that served the script. */
  origin: string
}

export interface CallMessage {
  type: 'larkspur-client-call'
  id: number
  api: string
  params: Record<string, unknown>
  pageUrl: string
}

/** Sent once when the script starts, so that the frame can show the address of the page. */
export interface PageMessage {
  type: 'larkspur-client-page'
  pageUrl: string
}

export type Answer =
  | { ok: true; result: Record<string, unknown> }
  | { ok: false; error: Record<string, unknown> }
  | { ok: 'hang' }

export interface AnswerMessage {
  type: 'larkspur-client-answer'
  id: number
  answer: Answer
}
