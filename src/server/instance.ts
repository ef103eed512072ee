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
import { signInPath } from './addresses.ts'
import type { InstanceSettings } from './instance-settings.ts'
import type { Settings } from './settings.ts'

/** One app that people sign in with: its flows, its tokens, and theirs. */
export interface Instance extends Pick<InstanceSettings, 'name' | 'app' | 'qrScriptUrl' | 'events'> {
  signIn: SignIn
  tokens: AppTokens
  userTokens: UserTokens
  /** Calls the platform as this person. */
  client(owner: TokenOwner): PlatformClient
  /** Ends background work, and waits for it. */
  close(): Promise<void>
}

export function createInstance(options: {
  settings: Settings
  instance: InstanceSettings
  context: CallContext
  database: Pick<Database, 'attempts' | 'identities' | 'userTokens' | 'scopeRefusals'>
}): Instance {
  const { settings, instance, context, database } = options
  const { name, app, scopes, qrScriptUrl, events } = instance
  const tokens = createAppTokens({ app, context, store: createMemoryTokenStore() })
  const userTokens = createUserTokens({
    app,
    context,
    store: database.userTokens,
    refusals: database.scopeRefusals,
    appTokens: tokens,
    consentUrl: (scopes) => settings.origin + signInPath({ instance: name, returnTo: '/', scopes }),
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
    events,
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
