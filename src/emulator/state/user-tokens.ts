// Issues: user access tokens and refresh tokens of every generation, and finds them again.
import { createBoundedMap } from './bounded-map.ts'
import { alphanumeric, type RandomStream } from './random.ts'

/** `v1` also stands for the v1 OIDC endpoints and for mini programs: they hand out the same kind of token. */
export type Generation = 'v1' | 'v2' | 'v3' | 'passport'

export interface UserToken {
  readonly value: string
  readonly kind: 'access' | 'refresh'
  readonly generation: Generation
  readonly appId: string
  readonly person: number
  readonly scopes: readonly string[]
  readonly expiresAt: number
  /** From a code that was given without a consent page. */
  readonly withoutConsent?: boolean
  /** When the person authorized; a refresh does not move it. */
  readonly authorizedAt: number
  /** Tokens that come from one authorization. */
  readonly family: number
  used: boolean
  revoked: boolean
  /** Revoked because its person was frozen, has left or is gone. */
  restricted: boolean
}

export type NewToken = Omit<UserToken, 'value' | 'used' | 'revoked' | 'restricted'>

export interface UserTokens {
  newFamily(): number
  issue(token: NewToken): UserToken
  find(value: string): UserToken | undefined
  ofFamily(family: number): UserToken[]
  ofPerson(appId: string, person: number): UserToken[]
  /** Of every app. */
  ofAnyApp(person: number): UserToken[]
  clear(): void
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** JWT-shaped as on the platform, but it says inside that no Feishu ever issued it. */
function jwtShaped(token: NewToken, random: RandomStream): string {
  const payload = {
    iss: 'larkspur-emulator',
    note: 'Issued by an emulator. No real platform accepts this token.',
    jti: random.bytes(16).toString('hex'),
    typ: token.kind,
    ver: token.generation,
    exp: Math.floor(token.expiresAt / 1000),
    scp: token.scopes,
    // The platform's tokens take one to two kilobytes; a column too narrow for them must show here.
    pad: random.text(560, alphanumeric),
  }
  const header = { alg: 'ES256', kid: 'larkspur-emulator', typ: 'JWT' }
  return `${part(header)}.${part(payload)}.${random.bytes(64).toString('base64url')}`
}

function newValue(token: NewToken, random: RandomStream): string {
  if (token.generation === 'v2' || token.generation === 'v3') return jwtShaped(token, random)
  return `${token.kind === 'access' ? 'u' : 'ur'}-emulated-${random.text(32, alphanumeric)}`
}

export function createUserTokens(random: RandomStream): UserTokens {
  const tokens = createBoundedMap<UserToken>()
  let families = 0
  return {
    newFamily: () => ++families,
    issue(token) {
      const issued = {
        ...token,
        value: newValue(token, random),
        used: false,
        revoked: false,
        restricted: false,
      }
      tokens.set(issued.value, issued)
      return issued
    },
    find: (value) => tokens.get(value),
    ofFamily: (family) => [...tokens.values()].filter((token) => token.family === family),
    ofPerson: (appId, person) =>
      [...tokens.values()].filter((token) => token.appId === appId && token.person === person),
    ofAnyApp: (person) => [...tokens.values()].filter((token) => token.person === person),
    clear: () => tokens.clear(),
  }
}
