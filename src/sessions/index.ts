// Exports: sessions and their cookies.

export { type Cookie, type Cookies, createCookies } from './cookie.ts'
export type { SessionRecord, SessionStore } from './ports.ts'
export { assertSecret } from './secrets.ts'
export {
  createSessions,
  isBearerToken,
  type Sessions,
  type SessionsOptions,
} from './sessions.ts'
