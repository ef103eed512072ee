// Checks: the address that a page will go to with what its QR code gives.
import type { State } from '../state/state.ts'
import { type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.ts'
import { createFields, readParams } from './fields.ts'
import { pageOf } from './page-at.ts'
import { isPlainUrl } from './redirect-list.ts'
import { Refusal } from './refusal.ts'

/**
 * Checks the address that the page will go to with the temporary code, as the authorize page itself will.
 *
 * @param origin under which the frame itself was asked
 * @throws Refusal with the code that the frame shows
 */
export function readGoto(state: State, goto: string | undefined, origin: string): AuthorizeRequest {
  if (goto === undefined) throw new Refusal(20001, 'goto is missing')
  if (!isPlainUrl(goto)) throw new Refusal(20001, 'goto is not an absolute URL')
  const url = new URL(goto)
  if (pageOf(url, [origin, state.origin()]) !== 'passport')
    throw new Refusal(20001, 'goto is not the passport authorize URL (/suite/passport/oauth/authorize)')
  // Pages add `&tmp_code=…` at the end: behind a fragment, or beside another one, the authorize page would not see it.
  if (goto.includes('#')) throw new Refusal(20001, 'goto has a fragment')
  if (url.searchParams.has('tmp_code')) throw new Refusal(20001, 'goto has a tmp_code already')
  return readAuthorizeRequest(state, 'passport', createFields(readParams(url.searchParams), 20001))
}
