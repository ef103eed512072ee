// Issues: authorization codes, and says what has become of one.
import { createBoundedMap } from './bounded-map.ts'
import { type RandomStream, urlSafe } from './random.ts'

export interface Challenge {
  value: string
  method: 'S256' | 'plain'
}

/** `web` is any code that a token endpoint takes; a code of `tt.login` has an endpoint of its own. */
export type CodeKind = 'web' | 'mini-program login'

export interface Code {
  readonly value: string
  readonly kind: CodeKind
  readonly appId: string
  readonly person: number
  /** Undefined for a code of the client bridge. */
  readonly redirectUri: string | undefined
  readonly challenge: Challenge | undefined
  /** Given without a consent page, so it carries all that the app has. */
  readonly withoutConsent?: boolean
  readonly issuedAt: number
  readonly expiresAt: number
  used: boolean
}

export interface Codes {
  issue(code: Omit<Code, 'value' | 'used'>): Code
  find(value: string): Code | undefined
  ofPerson(appId: string, person: number): Code[]
  clear(): void
}

/** No real code begins like this, so one of ours could never be taken for one of theirs. */
const marker = 'emulated-'

export function createCodes(random: RandomStream): Codes {
  const codes = createBoundedMap<Code>()
  return {
    issue(code) {
      const issued = { ...code, value: marker + random.text(64 - marker.length, urlSafe), used: false }
      codes.set(issued.value, issued)
      return issued
    },
    find: (value) => codes.get(value),
    ofPerson: (appId, person) =>
      [...codes.values()].filter((code) => code.appId === appId && code.person === person),
    clear: () => codes.clear(),
  }
}
