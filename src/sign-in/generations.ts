// Decides: which generation of the token endpoint takes the codes of a flow.

import type { FeishuApp, TokenGeneration } from '../feishu/index.ts'

/** Where a code comes from. */
export type CodeSource = 'redirect' | 'confirmed' | 'qr' | 'in_client' | 'mini_program'

/**
 * The app's own generation, where that is known to take such codes; else v2. The pages of `v1` and `passport` cannot be
 * told to make the person confirm, so such sign-ins begin on the current page. A code of the QR widget comes from the
 * passport page, and the platform says to exchange it at the current endpoint; so does that of a login element, or from
 * the current page without PKCE. The passport endpoint demands the
 * redirect URI, which codes of the client do not have. Mini programs came to this endpoint with v2.
 */
const exchangedAt: Record<CodeSource, readonly TokenGeneration[]> = {
  redirect: ['v3', 'v2', 'oidc', 'v1', 'passport'],
  confirmed: ['v3', 'v2', 'oidc'],
  qr: ['v3', 'v2', 'passport'],
  in_client: ['v3', 'v2', 'oidc', 'v1'],
  mini_program: ['v3', 'v2'],
}

/** The app as it exchanges codes of this source. */
export function exchangingApp(app: FeishuApp, source: CodeSource): FeishuApp {
  return exchangedAt[source].includes(app.tokenEndpoint) ? app : { ...app, tokenEndpoint: 'v2' }
}

/** Whether the app names itself to that endpoint by its app_access_token, and not by its secret. */
export const isAskedByToken = ({ tokenEndpoint }: FeishuApp): boolean =>
  tokenEndpoint === 'v1' || tokenEndpoint === 'oidc'
