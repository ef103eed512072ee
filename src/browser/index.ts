// Offers: the browser library, `larkspur/browser`, and as a classic script the global `Larkspur`.

export type {
  Answered,
  ApiName,
  ApiParams,
  ApiResult,
  Apis,
  CallOptions,
  ChosenContact,
  ClientUser,
  PickedFile,
  ToastIcon,
  Tt,
  Unlisted,
} from './apis.ts'
export type { ClientGlobals, Timeouts } from './bridge.ts'
export {
  type Client,
  type ClientOptions,
  type ClientWindow,
  createClient,
  type Environment,
  type SignInOptions,
} from './client.ts'
export { ClientError, type ClientErrorCode } from './error.ts'
export type { ClientEvents, EventName } from './events.ts'
export type { QrOptions, QrWidget } from './qr.ts'
export type { ScopeReport, Session, User } from './user.ts'
