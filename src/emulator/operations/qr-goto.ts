// Checks: the address that a page will go to with what its QR code gives.
import type { State } from '../state/state.ts'
import { type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.ts'
import { createFields, readParams } from './fields.ts'
import { pageOf } from './follow.ts'
import { isPlainUrl } from './redirect-list.ts'
import { Refusal } from './refusal.ts'

const wrongGoto = 'goto is not the passport authorize URL (/suite/passport/oauth/authorize)'

/** The authorize page that stands behind `goto`; `origin` is the one that the frame itself was asked under. */
function pageBehind(goto: URL, origin: string): string {
  // Under its own name the emulator knows only its path: that it may be an advertised one is its own business.
  const here = goto.origin === origin ? new URL(goto.pathname, 'http://127.0.0.1') : goto
  try {
    return pageOf(here)
  } catch {
    throw new Refusal(20001, wrongGoto)
  }
}

/**
 * Checks the address that the page will go to with the temporary code, as the authorize page itself will.
 *
 * @throws Refusal with the code that the frame shows
 */
export function readGoto(state: State, goto: string | undefined, origin: string): AuthorizeRequest {
  if (goto === undefined) throw new Refusal(20001, 'goto is missing')
  if (!isPlainUrl(goto)) throw new Refusal(20001, 'goto is not an absolute URL')
  const url = new URL(goto)
  if (pageBehind(url, origin) !== 'passport') throw new Refusal(20001, wrongGoto)
  return readAuthorizeRequest(state, 'passport', createFields(readParams(url.searchParams), 20001))
}
