// Declares: what the page says about a QR code and what it gets.

/** What the platform's script returns: how to know its frame's messages. Its version 1.0.3 has `matchData` too. */
export interface Matchers {
  matchOrigin(origin: string): boolean
  matchData?(data: unknown): boolean
}

/** The parts of a window that the QR code needs. */
export type QrWindow = Pick<
  Window & typeof globalThis,
  'document' | 'location' | 'addEventListener' | 'removeEventListener' | 'MutationObserver'
> & {
  QRLogin?: (options: { id: string; goto: string; width: string; height: string }) => Matchers
}

export interface QrOptions {
  /** Where the person comes back to: a path of this site. Default: the present address. */
  returnTo?: string
  /** Of the area in pixels; the code in it is always 250 wide. Default 300. */
  width?: number
  height?: number
  /** Says what the frame is to people who cannot see it. Default `QR code`. */
  title?: string
  /** Which of the server's Feishu apps, when it has several. */
  instance?: string
  /** Called when a code is there, also each time that a new one is. */
  shown?: (() => void) | undefined
  /** Takes the code away. */
  signal?: AbortSignal | undefined
}

/** A QR code on the page. */
export interface QrWidget {
  /** Takes it away; so does removing its element from the page. */
  close(): void
}
