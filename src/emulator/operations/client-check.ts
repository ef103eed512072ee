// Checks: that a client is the app it says it is.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'
import type { Call } from './call.ts'
import { Refusal } from './refusal.ts'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** The only place that compares a secret. */
export function secretFits(app: AppSettings, secret: string): boolean {
  return timingSafeEqual(digest(app.appSecret), digest(secret))
}

export interface ClientCredentials {
  id: string
  secret: string
}

/** Credentials of an OAuth request, from the body or by HTTP Basic, never both. */
export function readCredentials(call: Call): ClientCredentials {
  const { fields, basic } = call
  const [id, secret] = [fields.text('client_id'), fields.text('client_secret')]
  if (basic !== undefined && secret !== undefined) throw new Refusal(20070)
  const credentials = { id: id ?? basic?.id, secret: secret ?? basic?.secret }
  if (credentials.id === undefined || credentials.secret === undefined) throw new Refusal(20001)
  return { id: credentials.id, secret: credentials.secret }
}

/** The app behind the credentials: 20048, 20002, 20069. */
export function authenticateClient(state: State, call: Call, { id, secret }: ClientCredentials): AppSettings {
  const app = state.apps.get(id)
  if (app === undefined) throw new Refusal(20048)
  call.noteApp(app.appId)
  if (!secretFits(app, secret)) throw new Refusal(20002)
  if (!app.enabled) throw new Refusal(20069)
  return app
}
