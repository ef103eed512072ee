// Composes: everything that belongs to one Feishu or Lark app.

import type { CallContext } from '../feishu/index.ts'
import { createSignIn, type SignIn } from '../sign-in/index.ts'
import { createMemoryTokenStore } from '../storage/memory/token-store.ts'
import type { Database } from '../storage/sql/index.ts'
import {
  type AppTokens,
  createAppTokens,
  createPlatformClient,
  createUserTokens,
  type PlatformClient,
  type TokenOwner,
  type UserTokens,
} from '../tokens/index.ts'
import type { InstanceSettings } from './instance-settings.ts'
import { defaultInstance } from './options-schema.ts'
import type { Settings } from './settings.ts'

/** One app that people sign in with: its flows, its tokens, and theirs. */
export interface Instance extends Pick<InstanceSettings, 'name' | 'app' | 'qrScriptUrl'> {
  signIn: SignIn
  tokens: AppTokens
  userTokens: UserTokens
  /** Calls the platform as this person. */
  client(owner: TokenOwner): PlatformClient
  /** Ends background work, and waits for it. */
  close(): Promise<void>
}

/** Where a person agrees to more; the sign-in there ends at the start page. */
function consentUrlOf(origin: string, instance: string, scopes: readonly string[]): string {
  const query = new URLSearchParams({
    scope: scopes.join(' '),
    return_to: '/',
    ...(instance === defaultInstance ? {} : { instance }),
  })
  return `${origin}/auth/authorize?${query.toString().replaceAll('+', '%20')}`
}

export function createInstance(options: {
  settings: Settings
  instance: InstanceSettings
  context: CallContext
  database: Pick<Database, 'attempts' | 'identities' | 'userTokens'>
}): Instance {
  const { settings, instance, context, database } = options
  const { name, app, scopes, qrScriptUrl } = instance
  const tokens = createAppTokens({ app, context, store: createMemoryTokenStore() })
  const userTokens = createUserTokens({
    app,
    context,
    store: database.userTokens,
    appTokens: tokens,
    consentUrl: (missing) => consentUrlOf(settings.origin, name, missing),
  })
  const signIn = createSignIn({
    app,
    context,
    tokens,
    userTokens,
    attempts: database.attempts,
    identities: database.identities,
    url: settings.origin,
    instance: name,
    scopes,
    policy: {
      subjectType: settings.subject,
      allowedTenants: settings.allowedTenants,
      createAccounts: settings.createAccounts,
    },
  })
  return {
    name,
    app,
    qrScriptUrl,
    signIn,
    tokens,
    userTokens,
    client: (owner) => createPlatformClient({ app, context, userTokens, owner }),
    async close() {
      await userTokens.close()
      await tokens.close()
    },
  }
}
