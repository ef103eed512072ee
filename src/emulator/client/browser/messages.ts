// Declares: what the script in the page and the frame around it say to each other, and what the frame and the emulator do.

/** Beginning of `window.name` of a page inside the simulated client; the rest is a `Marker` as JSON. */
export const markerPrefix = 'larkspur-client:'

/** What a page inside the client must know at once. Nothing here is secret: any page in the frame can read it. */
export interface Marker {
  generation: 'current' | 'old-client' | 'old-sdk'
  /** Origin of the frame, which may be the other loopback name of the host that served the script. */
  origin: string
  /** Differs from person to person and says nothing else. */
  opening: string
}

export interface CallMessage {
  type: 'larkspur-client-call'
  id: number
  api: string
  params: Record<string, unknown>
  pageUrl: string
  /** False when the page called before `h5sdk.ready`. */
  ready: boolean
}

/** Sent once when the script starts, so that the frame can show the address of the page. */
export interface PageMessage {
  type: 'larkspur-client-page'
  pageUrl: string
}

/** Asked by the emulator's own authorize pages, and answered to no page of another origin. */
export const personQuestion = 'larkspur-client-who'

/** Who is logged in to the client, and what they do when it asks. */
export interface Person {
  openId: string
  outcome: 'accept' | 'refuse'
}

export interface PersonQuestion {
  type: typeof personQuestion
  pageUrl: string
}

export interface PersonMessage {
  type: 'larkspur-client-person'
  person: Person
}

/** What the page gets. */
export type Answer =
  | { ok: true; result: Record<string, unknown> }
  | { ok: false; error: Record<string, unknown> }
  | { ok: 'hang' }

export interface AnswerMessage {
  type: 'larkspur-client-answer'
  id: number
  answer: Answer
}

/** Why a call was refused, for the bridge log alone. */
export interface Explanation {
  reason: string
  differences?: { input: string; variant: string; signed: string; expected: string }[]
  facts?: string[]
}

/** What the frame must ask the person. */
export type Question =
  | {
      kind: 'modal'
      title: string
      content: string
      confirmText: string
      cancelText: string
      cancellable: boolean
    }
  | { kind: 'scan' }
  | { kind: 'contacts'; appId: string; most: number; excluded: string[] }

/** What the person did. */
export type Reply = 'confirm' | 'cancel' | { text: string } | { openIds: string[] }

/** What the emulator tells the frame. */
export type Turn =
  | { ok: true; result: Record<string, unknown> }
  | { ok: false; error: Record<string, unknown>; explanation?: Explanation }
  | { ok: 'hang' }
  | { ok: 'ask'; question: Question }
