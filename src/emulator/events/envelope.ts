// Wraps: an event in the envelope of its generation. The Verification Token joins it only when it is sent.

/** An event as it is kept: whole, but for the token. */
export interface KeptEvent {
  eventId: string
  type: string
  appId: string
  /** Envelope 2.0, or the older one, as JSON: a hundred thousand may wait, and texts are small. */
  text: string
}

export interface NewEvent {
  eventId: string
  type: string
  appId: string
  tenantKey: string
  /** Epoch milliseconds. */
  createdAt: number
  event: Readonly<Record<string, unknown>>
}

/** Envelope 2.0; `create_time` is a text. */
export function wrapEvent({ eventId, type, appId, tenantKey, createdAt, event }: NewEvent): KeptEvent {
  const header = {
    event_id: eventId,
    event_type: type,
    create_time: `${createdAt}`,
    app_id: appId,
    tenant_key: tenantKey,
  }
  return { eventId, type, appId, text: JSON.stringify({ schema: '2.0', header, event }) }
}

/** Envelope 1.0: type, app and tenant stand among the event's own fields. */
export function wrapOldEvent({ eventId, type, appId, tenantKey, createdAt, event }: NewEvent): KeptEvent {
  const ts = `${Math.floor(createdAt / 1_000)}.${String(createdAt % 1_000).padStart(3, '0')}0000`
  const inner = { type, app_id: appId, tenant_key: tenantKey, ...event }
  const text = JSON.stringify({ ts, uuid: eventId, type: 'event_callback', event: inner })
  return { eventId, type, appId, text }
}

/** The compact text of an event with the token in its place. */
export function eventText({ text }: KeptEvent, token: string): string {
  const body = JSON.parse(text)
  const { schema, header, event } = body
  if (schema !== undefined) return JSON.stringify({ schema, header: { ...header, token }, event })
  return JSON.stringify({ ...body, token })
}

/** What the platform asks a new request URL. */
export const challengeText = (challenge: string, token: string): string =>
  JSON.stringify({ challenge, token, type: 'url_verification' })
