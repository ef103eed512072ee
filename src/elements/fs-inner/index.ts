// Composes: the official methods of a login element, and its model, for one app.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import { type CallContext, type FeishuApp, isCode } from '../../feishu/index.ts'
import type { SignIn } from '../../sign-in/index.ts'
import type { AppTokens, UserTokenStore } from '../../tokens/index.ts'
import { asCode } from '../code-table.ts'
import type { AuthModel, LoginMethods } from '../model.ts'
import type { IdentityDetailsStore } from '../ports.ts'
import type { CurrentVisit } from '../visit.ts'
import { type Arguments, type ArgumentTypes, checkedArguments } from './arguments.ts'
import { createAskContacts } from './ask.ts'
import { createAuthModel } from './auth-model.ts'
import { detailedInfoOf } from './describe.ts'
import { createDescribeLogin } from './login.ts'
import { createSynchronise, type ElementDirectory } from './synchronise.ts'

export interface FsInnerOptions {
  app: FeishuApp
  context: CallContext
  signIn: Pick<SignIn, 'startElement' | 'finishElement'>
  tokens: Pick<AppTokens, 'tenantAccessToken' | 'withTenantAccessToken'>
  /** Where the tokens of people are kept; only read. */
  userTokens: Pick<UserTokenStore, 'find'>
  directory: ElementDirectory
  details: IdentityDetailsStore
  /** What `getLoginConfig` answers unless it is asked for another one. Default: the callback of the app instance. */
  redirectUri?: string | undefined
  /** The request that a call belongs to. Default: none, the calls are of the app's own code. */
  visit?: CurrentVisit
}

export type FsInner = LoginMethods & { FSInnerAuthModel: AuthModel }

/** Checks the arguments, and numbers what goes wrong. */
const method =
  <T extends ArgumentTypes, R>(name: string, expected: T, work: (args: Arguments<T>) => Promise<R>) =>
  async (...given: unknown[]): Promise<R> => {
    const args = checkedArguments(name, given, expected)
    try {
      return await work(args)
    } catch (error) {
      throw asCode(error)
    }
  }

/**
 * The six methods of `auths.loginTypes.FSInnerType` and its model. They throw `Code`; for arguments that do not fit,
 * LarkspurError `request_invalid`.
 */
export function createFsInner(options: FsInnerOptions): FsInner {
  const { app, context, signIn, tokens, details, visit = () => undefined } = options
  const ask = createAskContacts(options)
  const describe = createDescribeLogin({ app, context, ask, details })
  const synchronise = createSynchronise({ ...options, ask })

  return {
    getLoginConfig: method('getLoginConfig', { redirectUri: 'text?' }, async (args) => {
      const { redirectUri = options.redirectUri } = args
      const started = await signIn.startElement({ browserId: visit()?.browserId ?? undefined, redirectUri })
      return { appId: started.appId, state: started.state, redirectUri: started.redirectUri }
    }),

    getLoginCode: method(
      'getLoginCode',
      { authCode: 'text', state: 'text?', redirectUri: 'text?' },
      async ({ authCode: code, state, redirectUri }) => {
        if (!isCode(code)) throw new LarkspurError('code_invalid')
        const current = visit()
        if (current !== undefined && state === undefined) throw new LarkspurError('attempt_missing')
        const { signal } = current ?? {}
        const browserId = current?.browserId ?? undefined
        const { person } = await signIn.finishElement({ browserId, code, state, redirectUri, signal })
        const info = await describe(person, signal)
        current?.signedIn(person)
        return info
      },
    ),

    getUserInfo: method('getUserInfo', { userId: 'text' }, async ({ userId }) => {
      const signal = visit()?.signal
      const openId = await ask.openId(userId, signal)
      const told = await ask.person(openId, signal)
      const known = await details.find(app.brand, app.appId, openId)
      return detailedInfoOf(told, { unionId: known?.unionId ?? null, tenantKey: known?.tenantKey ?? null })
    }),

    getAccessToken: method('getAccessToken', {}, () => tokens.tenantAccessToken()),

    syncUserInfo: method('syncUserInfo', { userId: 'text', forceUpdate: 'flag?' }, (args) =>
      synchronise.person(args.userId, args.forceUpdate ?? false, visit()),
    ),

    syncDepartmentInfo: method('syncDepartmentInfo', { deptId: 'text?' }, ({ deptId }) =>
      synchronise.departments(deptId, visit()),
    ),

    FSInnerAuthModel: createAuthModel(options),
  }
}
