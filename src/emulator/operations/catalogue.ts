// Lists: every operation that is served, those that are known and not built yet, and what may be injected into each.
import type { Fault } from '../types.ts'
import { appTokenOperations } from './app-tokens.ts'
import type { HostKind, Operation } from './call.ts'
import { contactOperations } from './contact/contact-operations.ts'
import { faultResponse } from './fault-response.ts'
import { jsapiTicketOperations } from './jsapi-ticket.ts'
import { miniProgramLoginOperation } from './mini-program-login.ts'
import { oauthTokenOperations } from './oauth-token.ts'
import { passportTokenOperation } from './passport-token.ts'
import { passportUserInfoOperation } from './passport-userinfo.ts'
import { gatewayMessages } from './platform-codes.ts'
import { revokeOperation } from './revoke.ts'
import { userInfoOperation } from './user-info.ts'
import { v1TokenOperations } from './v1-token.ts'

export const operations: readonly Operation[] = [
  ...appTokenOperations,
  ...oauthTokenOperations,
  revokeOperation,
  ...v1TokenOperations,
  passportTokenOperation,
  passportUserInfoOperation,
  miniProgramLoginOperation,
  userInfoOperation,
  ...contactOperations,
  ...jsapiTicketOperations,
]

/** Browser pages of the platform: they answer HTML or a redirect. */
export const pageOperations = [
  {
    name: 'authorize',
    page: 'authorize',
    path: '/open-apis/authen/v1/authorize',
    // The documents name the accounts host; older ones and much code still use the open host.
    hosts: ['accounts', 'open'],
  },
  { name: 'authen.v1.index', page: 'index', path: '/open-apis/authen/v1/index', hosts: ['open'] },
  {
    name: 'passport.oauth.authorize',
    page: 'passport',
    path: '/suite/passport/oauth/authorize',
    hosts: ['passport'],
  },
] as const satisfies { name: string; page: string; path: string; hosts: HostKind[] }[]

/** The frame with the QR code: a page that takes nothing and leads nowhere by itself. */
export const qrFramePage = {
  name: 'passport.sso.qr',
  path: '/suite/passport/sso/qr',
  hosts: ['passport'],
  codes: [2000, 20001, 20009, 20023, 20029, 20048, 20069],
} as const satisfies { name: string; path: string; hosts: HostKind[]; codes: number[] }

/** Where a person sees which apps they have let in, and puts one out. */
export const withdrawalPage = {
  name: 'accounts.apply_authorization',
  path: '/accounts/security/page/apply_authorization',
  hosts: ['accounts'],
  codes: [20001, 20008],
} as const satisfies { name: string; path: string; hosts: HostKind[]; codes: number[] }

/** Everything that answers with a page: it has no fields. */
export const allPages: readonly { name: string; path: string; hosts: readonly HostKind[] }[] = [
  ...pageOperations,
  qrFramePage,
  withdrawalPage,
]

const pageCodes = [2000, 20001, 20008, 20009, 20010, 20023, 20027, 20029, 20048, 20050, 20069]

export interface LaterOperation {
  name: string
  method: 'GET' | 'POST'
  path: string
}

const later = (method: 'GET' | 'POST', path: string, name: string): LaterOperation => ({ method, path, name })

/** Documented operations that this emulator does not serve yet: they answer 501 with their name, not 404. */
export const laterOperations: readonly LaterOperation[] = [
  later('POST', '/open-apis/auth/v3/app_access_token', 'auth.v3.app_access_token'),
  later('POST', '/open-apis/auth/v3/tenant_access_token', 'auth.v3.tenant_access_token'),
  later('POST', '/open-apis/auth/v3/app_ticket/resend', 'auth.v3.app_ticket.resend'),
  later('POST', '/oauth/v1/device_authorization', 'oauth.v1.device_authorization'),
  later('POST', '/open-apis/passport/v1/sessions/logout', 'passport.v1.sessions.logout'),
  later('POST', '/open-apis/passport/v1/sessions/query', 'passport.v1.sessions.query'),
  later('POST', '/callback/ws/endpoint', 'callback.ws.endpoint'),
]

const generic = Object.keys(gatewayMessages).map(Number)

function codesOf(name: string): readonly number[] | undefined {
  if (name === '*') return []
  if (name === qrFramePage.name) return qrFramePage.codes
  if (name === withdrawalPage.name) return withdrawalPage.codes
  if (pageOperations.some((page) => page.name === name)) return pageCodes
  return operations.find((operation) => operation.name === name)?.codes
}

/** What cannot be an answer is refused now, not when a request meets it. */
function tryResponse(effect: Parameters<typeof faultResponse>[0]): void {
  try {
    faultResponse(effect)
  } catch (error) {
    throw new Error(`This status fault can be no answer: ${(error as Error).message}`)
  }
}

/** Throws for a fault that no request could meet: an operation or a code that the platform does not know there. */
export function checkFault({ operation, effect }: Fault): void {
  const codes = codesOf(operation)
  if (codes === undefined) throw new Error(`There is no operation ${operation} to fail`)
  if (effect.kind === 'error' && !codes.includes(effect.code) && !generic.includes(effect.code))
    throw new Error(
      `${operation} never answers ${effect.code}; it knows ${[...codes, ...generic].join(', ')}`,
    )
  if (effect.kind === 'delay' && !(effect.ms >= 0 && effect.ms <= 600_000))
    throw new Error('A delay lasts between 0 and 600000 ms')
  if (effect.kind === 'omit' && allPages.some((page) => page.name === operation))
    throw new Error(`${operation} answers with a page, which has no fields`)
  if (effect.kind !== 'status') return
  if (!(effect.status >= 200 && effect.status <= 599)) throw new Error('A status lies between 200 and 599')
  tryResponse(effect)
}
