// Declares: a call of the client's JavaScript API that may be answered, and what the person is asked first.
import type { Container } from '../state/containers.ts'
import type { ClientCall, ClientReply } from '../types.ts'

/** One call that has passed the gate. */
export interface JsapiCall extends ClientCall {
  person: number
  container: string
  window: Container
  /** App whose `h5sdk.config` covers the page; the first app for calls that need none. */
  appId: string
  /** What the person did; filled in for calls that ask. */
  reply: ClientReply
}
