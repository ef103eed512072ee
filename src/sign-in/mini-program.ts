// Signs in: with a code that a mini program was given.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { type CallContext, type FeishuApp, getUserInfo, validateMiniProgramCode } from '../feishu/index.ts'
import type { AppTokens } from '../tokens/index.ts'
import type { Admission } from './admission.ts'
import { assertCode } from './callback.ts'
import type { SignIn } from './flows.ts'
import type { Identify } from './identify.ts'
import type { Person } from './ports.ts'

/** What the token endpoint says of a code that it never gave out: the one of `tt.login` is such a code. */
const unknownToTokenEndpoint = [20003, 20007]
/** What the endpoint of `tt.login` says of a code that it never gave out. */
const unknownToLogin = [10226]

export function createMiniProgram(options: {
  app: FeishuApp
  context: CallContext
  tokens: Pick<AppTokens, 'withAppAccessToken'>
  identify: Identify
  admission: Admission
}): Pick<SignIn, 'finishMiniProgram'> {
  const { app, context, tokens, identify, admission } = options

  /** `tt.login`, which mini programs on older clients fall back to. Its tokens carry no scopes and are not kept. */
  async function byLogin(code: string, signal: AbortSignal | undefined): Promise<Person> {
    const knownDoubt = await admission.newestDoubt()
    const login = await tokens
      .withAppAccessToken((token) => validateMiniProgramCode(context, app, token, code, signal), { signal })
      .catch(explain)
    const { openId, tenantKey, accessToken } = login
    // The endpoint names the person by open_id alone; everything else comes from where it always comes from.
    const info = await getUserInfo(context, app, accessToken, signal, 'v1')
    if (info.openId !== openId || info.tenantKey !== tenantKey) {
      throw new LarkspurError('platform_response_invalid', {
        message: 'The platform gave a token of somebody else for the code of a mini program.',
      })
    }
    return admission.signIn(info, knownDoubt)
  }

  return {
    async finishMiniProgram({ code, signal }) {
      assertCode(code)
      try {
        const { person } = await identify({ source: 'mini_program', code, asked: [], signal })
        return { person }
      } catch (error) {
        if (!isAnswer(error, unknownToTokenEndpoint)) throw error
        return { person: await byLogin(code, signal) }
      }
    },
  }
}

function isAnswer(error: unknown, codes: readonly number[]): error is LarkspurError {
  return error instanceof LarkspurError && codes.includes(error.platform?.code ?? 0)
}

/** Asked alone, that endpoint would mean its own codes; here the token endpoint has denied the code before it. */
function explain(error: unknown): never {
  if (!isAnswer(error, unknownToLogin)) throw error
  throw new LarkspurError('mini_program_code_invalid', {
    hint: 'Neither tt.requestAccess nor tt.login of this mini program gave out this code, or it is spent. The code of a page that was asked for with PKCE does not work here.',
    ...(error.platform === undefined ? {} : { platform: error.platform }),
  })
}
