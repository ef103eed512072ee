// Tests: that the logs, and the lists beside them, are read by their indexes.

import { DatabaseSync } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testSealer } from '../../contracts/open-test-database.ts'
import { createIdentityDetailsStore } from '../elements/identity-details.ts'
import { createIdentityStore } from '../identities.ts'
import { migrate } from '../migrate.ts'
import type { Tables } from '../schema.ts'
import { createSessionStore } from '../sessions.ts'
import { adaptSqlite } from '../sqlite/adapter.ts'
import { createUserTokenStore } from '../user-tokens.ts'
import { createAuditLog } from './audit.ts'
import { createSignInLog } from './sign-ins.ts'

describe('the logs', () => {
  let file: DatabaseSync
  let db: Kysely<Tables>
  let statements: { sql: string; parameters: readonly unknown[] }[]
  beforeEach(async () => {
    statements = []
    file = new DatabaseSync(':memory:')
    db = new Kysely<Tables>({
      dialect: new SqliteDialect({ database: adaptSqlite(file) }),
      log: ({ query }) => void statements.push(query),
    })
    await migrate(db)
  })
  afterEach(() => db.destroy())

  /** How SQLite would find the rows of what `work` executes. */
  const plansOf = async (work: (of: Kysely<Tables>) => Promise<unknown>): Promise<string[]> => {
    statements = []
    await work(db)
    return statements.flatMap(({ sql, parameters }) =>
      file
        .prepare(`explain query plan ${sql}`)
        .all(...(parameters as never[]))
        .map((step) => String(step.detail)),
    )
  }

  const page = { limit: 9, cursor: Buffer.from('["sign_ins",5,"a"]').toString('base64url') }
  const auditPage = { limit: 9, cursor: Buffer.from('["audit",5,"a"]').toString('base64url') }
  const app = { brand: 'feishu', appId: 'cli_1' } as const
  const place = ['expected', 5, 'ou_1', 'open_id', '', 'feishu', 'cli_1']
  const expectedPage = { limit: 9, cursor: Buffer.from(JSON.stringify(place)).toString('base64url') }

  it.each<[string, (of: Kysely<Tables>) => Promise<unknown>, RegExp]>([
    ['sign-ins', (of) => createSignInLog(of).list({}, page), /sign_ins_at \(at<\?|sign_ins_at \(\(?at/],
    ['sign-ins of a time', (of) => createSignInLog(of).list({ from: 1, until: 9 }, page), /sign_ins_at/],
    [
      'those of an instance',
      (of) => createSignInLog(of).list({ instance: 'a' }, page),
      /_instance \(instance=\?/,
    ],
    ['those of a flow', (of) => createSignInLog(of).list({ flow: 'qr' }, page), /_flow \(flow=\?/],
    ['those of an account', (of) => createSignInLog(of).list({ userId: 'a' }, page), /_user \(user_id=\?/],
    ['failures', (of) => createSignInLog(of).list({ outcome: 'failed' }, page), /sign_ins_failed/],
    ['one failure', (of) => createSignInLog(of).list({ outcome: 'code_invalid' }, page), /sign_ins_failed/],
    ['old sign-ins', (of) => createSignInLog(of).deleteBefore(5), /sign_ins_at \(at<\?\)/],
    ['the audit log', (of) => createAuditLog(of).list({}, auditPage), /audit_at/],
    [
      'what one did',
      (of) => createAuditLog(of).list({ actorId: 'a' }, auditPage),
      /audit_actor_id \(actor_id=\?/,
    ],
    ['one action', (of) => createAuditLog(of).list({ action: 'a' }, auditPage), /audit_action \(action=\?/],
    ['one target', (of) => createAuditLog(of).list({ target: 'a' }, auditPage), /audit_target \(target=\?/],
    ['old entries', (of) => createAuditLog(of).deleteBefore(5), /audit_at \(at<\?\)/],
    [
      'who has signed in',
      (of) => createIdentityDetailsStore(of).list('feishu', 'cli_1', { limit: 9 }),
      /identities_name \(brand=\? AND app_id=\?\)/,
    ],
    [
      'whom an app expects',
      (of) => createIdentityStore(of).listExpected(app, expectedPage),
      /expected_accounts_app \(brand=\? AND app_id=\? AND/,
    ],
    [
      'whom an account expects',
      (of) => createIdentityStore(of).listExpected({ userId: 'a' }, expectedPage),
      /expected_accounts_account \(user_id=\? AND/,
    ],
    [
      'tokens',
      (of) => createUserTokenStore(of, testSealer).list(app, { limit: 9 }),
      /user_tokens.*\(brand=\? AND app_id=\?\)/,
    ],
  ])('reads %s by an index, and sorts nothing', async (_, work, index) => {
    const plans = await plansOf(work)
    expect(plans.join('\n')).toMatch(index)
    expect(plans.filter((plan) => /^SCAN|TEMP B-TREE/.test(plan))).toEqual([])
  })

  it('counts from the index alone', async () => {
    const span = { from: 0, until: 10, sliceMs: 10 }
    const all = await plansOf((of) => createSignInLog(of).counts(span))
    expect(all).toContainEqual(expect.stringMatching(/COVERING INDEX sign_ins_at \(at>\? AND at<\?\)/))
    const one = await plansOf((of) => createSignInLog(of).counts({ ...span, instance: 'a' }))
    expect(one).toContainEqual(
      expect.stringMatching(/COVERING INDEX sign_ins_instance \(instance=\? AND at>/),
    )
    const flow = await plansOf((of) => createSignInLog(of).counts({ ...span, flow: 'qr' }))
    expect(flow).toContainEqual(expect.stringMatching(/COVERING INDEX sign_ins_flow \(flow=\? AND at>/))
    const failed = await plansOf((of) => createSignInLog(of).counts({ ...span, outcome: 'failed' }))
    expect(failed).toContainEqual(expect.stringMatching(/COVERING INDEX sign_ins_(failed|at) \(at>/))
    const user = await plansOf((of) => createSignInLog(of).counts({ ...span, userId: 'a' }))
    expect(user).toContainEqual(expect.stringMatching(/INDEX sign_ins_user \(user_id=\? AND at>/))
  })

  it('looks for a person by the index of each name', async () => {
    const plans = await plansOf((of) => createIdentityDetailsStore(of).find('feishu', 'cli_1', 'x'))
    for (const name of ['open_id', 'union_id', 'platform_user_id']) {
      expect(plans).toContainEqual(expect.stringContaining(`identities_${name} (brand=?`))
    }
  })

  it('lists the sessions of one user without looking at others', async () => {
    const plans = await plansOf((of) => createSessionStore(of).listByUser('a', 9))
    expect(plans).toContainEqual(expect.stringContaining('sessions_user (user_id=?)'))
  })
})
