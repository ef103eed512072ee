// Remembers: the QR codes on screens, what the phone did with each, and the temporary codes that came of it.
import { createBoundedMap } from './bounded-map.ts'
import { alphanumeric, type RandomStream, urlSafe } from './random.ts'

/** Where a code stands. The last four are ends: only a new code leads further. */
export type QrStep =
  | { kind: 'waiting' }
  | { kind: 'scanned'; person: number }
  | { kind: 'confirmed'; person: number; tmpCode: string }
  | { kind: 'cancelled'; person: number }
  | { kind: 'refused'; person: number; code: number }
  | { kind: 'expired' }

/** What a QR code was drawn for: nothing else may come of it. */
export interface QrRequest {
  readonly appId: string
  readonly redirectUri: string
}

export interface QrCode {
  /** In the picture: whoever sees the screen knows it. */
  readonly token: string
  /** Known to the frame alone: whoever photographs the screen must not get what the frame gets. */
  readonly watch: string
  readonly request: QrRequest
  readonly createdAt: number
  readonly expiresAt: number
  step: QrStep
}

/** What a confirmed code gave to the page. */
export interface TmpCode {
  readonly value: string
  readonly request: QrRequest
  readonly person: number
  readonly expiresAt: number
  used: boolean
}

export interface QrCodes {
  create(code: Pick<QrCode, 'request' | 'createdAt' | 'expiresAt'>): QrCode
  find(token: string): QrCode | undefined
  findWatched(watch: string): QrCode | undefined
  /** Newest first. */
  list(): QrCode[]
  issueTmpCode(code: Omit<TmpCode, 'value' | 'used'>): TmpCode
  findTmpCode(value: string): TmpCode | undefined
  /** The temporary codes that this person gave to pages of the app. */
  tmpCodesOf(appId: string, person: number): TmpCode[]
  clear(): void
}

const mostCodes = 1_000
/** No real one begins like this, so one of ours could never be taken for one of theirs. */
const marker = 'emulated-'

export function createQrCodes(random: RandomStream): QrCodes {
  const codes = createBoundedMap<QrCode>(mostCodes)
  const tmpCodes = createBoundedMap<TmpCode>(mostCodes)
  return {
    create(given) {
      const code: QrCode = {
        ...given,
        // Short, so that the picture stays easy to read.
        token: random.text(22, alphanumeric),
        watch: random.text(43, urlSafe),
        step: { kind: 'waiting' },
      }
      codes.set(code.token, code)
      return code
    },
    find: (token) => codes.get(token),
    findWatched: (watch) => [...codes.values()].find((code) => code.watch === watch),
    list: () => [...codes.values()].reverse(),
    issueTmpCode(given) {
      const issued = { ...given, value: marker + random.text(40 - marker.length, urlSafe), used: false }
      tmpCodes.set(issued.value, issued)
      return issued
    },
    findTmpCode: (value) => tmpCodes.get(value),
    tmpCodesOf: (appId, person) =>
      [...tmpCodes.values()].filter((code) => code.request.appId === appId && code.person === person),
    clear() {
      codes.clear()
      tmpCodes.clear()
    },
  }
}
