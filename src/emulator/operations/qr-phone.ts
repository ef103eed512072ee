// Acts: as the simulated phone on the QR codes that are on screens now.
import type { QrCode as Code } from '../state/qr-codes.ts'
import type { State } from '../state/state.ts'
import type { QrCode } from '../types.ts'
import { findPerson } from './follow.ts'
import { isAvailable, requirePerson } from './person-status.ts'
import { Refusal } from './refusal.ts'

/** Address of the phone's page for a code: what the picture says. */
export const phoneAddress = (origin: string, token: string): string =>
  `${origin}/_emulator/phone?${new URLSearchParams({ code: token })}`

/** Lets time pass for a code that nobody has brought to an end. */
export function lapse(state: State, code: Code): Code {
  const open = code.step.kind === 'waiting' || code.step.kind === 'scanned'
  if (open && state.clock.now() >= code.expiresAt) code.step = { kind: 'expired' }
  return code
}

/** What programs and pages may know of a code: neither what the frame alone knows nor what the page gets. */
export function describeQrCode(state: State, code: Code, origin: string): QrCode {
  const { token, request, createdAt, expiresAt, step } = lapse(state, code)
  const { appId, redirectUri } = request
  const person = 'person' in step ? state.organisation.person(step.person, appId) : undefined
  return {
    token,
    text: phoneAddress(origin, token),
    status: step.kind,
    appId,
    redirectUri,
    createdAt,
    expiresAt,
    ...(person === undefined ? {} : { openId: person.open_id }),
    ...(step.kind === 'refused' ? { code: step.code } : {}),
  }
}

/** The token itself, or the text of the picture that holds it. */
function tokenIn(text: string): string {
  const trimmed = text.trim()
  return URL.parse(trimmed)?.searchParams.get('code') ?? trimmed
}

function findCode(state: State, text: string): Code {
  const code = state.qrCodes.find(tokenIn(text))
  if (code === undefined) throw new Error('There is no such QR code')
  return lapse(state, code)
}

const ended: Readonly<Record<Code['step']['kind'], string>> = {
  waiting: 'Nobody has scanned this QR code yet',
  scanned: 'Somebody has scanned this QR code already',
  confirmed: 'This QR code has been confirmed',
  cancelled: 'The person who scanned this QR code has cancelled',
  refused: 'This QR code was refused',
  expired: 'This QR code has expired',
}

/** Why the phone refuses this person; undefined when they may go on. */
function refusalOf(state: State, appId: string, index: number): number | undefined {
  const app = state.apps.get(appId)
  if (app === undefined) return 20048
  if (!app.enabled) return 20069
  if (!app.installed) return 20009
  if (!app.qrLogin) return 4401
  try {
    requirePerson(state, app, index, 'named')
    return isAvailable(state, app, index) ? undefined : 20010
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

/** Points the phone of this person at a code. A refusal is a step of the code, seen on the screen and on the phone. */
export function scan(state: State, text: string, who: number | string): Code {
  const person = findPerson(state, who)
  const code = findCode(state, text)
  // A second look with the same phone changes nothing.
  if (code.step.kind === 'scanned' && code.step.person === person) return code
  if (code.step.kind !== 'waiting') throw new Error(ended[code.step.kind])
  const refused = refusalOf(state, code.request.appId, person)
  code.step = refused === undefined ? { kind: 'scanned', person } : { kind: 'refused', person, code: refused }
  return code
}

function findScanned(state: State, text: string): { code: Code; person: number } {
  const code = findCode(state, text)
  if (code.step.kind !== 'scanned') throw new Error(ended[code.step.kind])
  return { code, person: code.step.person }
}

/** The person who scanned agrees, unless the app's settings have changed meanwhile. */
export function confirm(state: State, text: string): Code {
  const { code, person } = findScanned(state, text)
  const { request } = code
  const refused = refusalOf(state, request.appId, person)
  if (refused !== undefined) {
    code.step = { kind: 'refused', person, code: refused }
    return code
  }
  const expiresAt = state.clock.now() + state.switches.tmpCodeSeconds * 1_000
  const { value } = state.qrCodes.issueTmpCode({ request, person, expiresAt })
  code.step = { kind: 'confirmed', person, tmpCode: value }
  return code
}

/** The person who scanned says no. */
export function cancel(state: State, text: string): Code {
  const { code, person } = findScanned(state, text)
  code.step = { kind: 'cancelled', person }
  return code
}

/** Ends a code before its time. */
export function expire(state: State, text: string): Code {
  const code = findCode(state, text)
  if (code.step.kind !== 'waiting' && code.step.kind !== 'scanned') throw new Error(ended[code.step.kind])
  code.step = { kind: 'expired' }
  return code
}

/** Every code that is remembered, newest first. */
export const listQrCodes = (state: State): Code[] => state.qrCodes.list().map((code) => lapse(state, code))
