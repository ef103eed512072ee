// Makes: a QR code for an authorize request, and redeems what a confirmed one gave.
import type { QrCode, QrRequest } from '../state/qr-codes.ts'
import type { State } from '../state/state.ts'
import type { AuthorizeRequest } from './authorize-request.ts'
import { Refusal } from './refusal.ts'

/** A new code on a screen. */
export function createQrCode(state: State, { app, redirectUri }: AuthorizeRequest): QrCode {
  const createdAt = state.clock.now()
  const expiresAt = createdAt + state.switches.qrCodeSeconds * 1_000
  return state.qrCodes.create({ request: { appId: app.appId, redirectUri }, createdAt, expiresAt })
}

const isSameRequest = (a: QrRequest, b: QrRequest) => a.appId === b.appId && a.redirectUri === b.redirectUri

/**
 * The person who confirmed the QR code that this temporary code came of. It is used up, and good only for the app
 * and the redirect URI that the QR code was drawn for.
 *
 * @throws Refusal 20001 that says what is wrong with it: no document names a code
 */
export function takeTmpCode(state: State, tmpCode: string, request: AuthorizeRequest): number {
  const found = state.qrCodes.findTmpCode(tmpCode)
  if (found === undefined) throw new Refusal(20001, 'tmp_code is not known')
  const { appId } = request.app
  if (!isSameRequest(found.request, { appId, redirectUri: request.redirectUri }))
    throw new Refusal(20001, 'tmp_code was made for another app or another redirect_uri')
  if (found.used) throw new Refusal(20001, 'tmp_code has been used')
  found.used = true
  if (state.clock.now() >= found.expiresAt) throw new Refusal(20001, 'tmp_code has expired')
  return found.person
}
