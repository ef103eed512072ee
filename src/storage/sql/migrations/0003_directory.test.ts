// Tests: a database of the second version, with people in it, after the third migration.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase } from '../../contracts/open-test-database.ts'
import { initial } from './0001_initial.ts'
import { accountsAndTokens } from './0002_accounts_and_tokens.ts'
import { type FormerDatabase, makeFormerDatabase } from './test-migration.ts'

/** Every table of the second version, with a row. */
const rows = [
  `insert into users values ('user 1', 1), ('user 2', 2)`,
  `insert into identities values ('identity 1', 'feishu', 'cli_1', 't1', 'open_id', 'ou_1', 'user 1', 'ou_1', 'on_1',
    'u1', '李', '', '', 'a@example.com', null, null, '', 'frozen', 3, 4, 5)`,
  `insert into expected_accounts values ('feishu', 'cli_1', '', 'open_id', 'ou_2', 'user 2', 6)`,
  `insert into sessions values ('hash', 'user 1', 'identity 1', 1, 2, 3, 4, 5, 6)`,
  `insert into attempts values ('attempt', 'redirect', 'feishu', 'cli_1', null, null, '', null, 'user 1', '/', 'b', 1, 2)`,
  `insert into user_tokens values ('feishu', 'cli_1', 't1', 'ou_1', 'sealed', 7, null, null)`,
  `insert into first_tenants values ('feishu', 'cli_1', 't1')`,
  `insert into scope_refusals values ('feishu', 'cli_1', 't1', 'ou_1', 'a b', 8)`,
]
const tables = [
  ...['users', 'identities', 'expected_accounts', 'sessions', 'attempts', 'user_tokens', 'first_tenants'],
  'scope_refusals',
]

describe('0003', () => {
  let former: FormerDatabase
  beforeEach(async () => {
    former = await makeFormerDatabase(
      { '0001_initial': initial, '0002_accounts_and_tokens': accountsAndTokens },
      rows,
    )
  })
  afterEach(() => former.remove())

  it('changes no row of the second version', async () => {
    const before = former.contents(tables)
    expect(before.every((all) => all.length > 0)).toBe(true)
    const database = await openTestDatabase(former.url)
    await database.close()
    expect(former.contents(tables)).toEqual(before)
  })

  it('leaves the same schema as a new database has, with every reference whole', async () => {
    const { migrated, fresh, broken } = await former.compareWithNew()
    expect(migrated).toBe(fresh)
    expect(broken).toEqual([])
  })

  it('lets accounts of the second version have roles, and an empty directory', async () => {
    const database = await openTestDatabase(former.url)
    const key = { brand: 'feishu', appId: 'cli_1' } as const
    await database.roles.grant('user 1', 'administrator', 1)
    expect(await database.roles.of('user 1')).toEqual(['administrator'])
    expect(await database.directory.count(key)).toEqual({ people: 0, departments: 0 })
    expect(await database.directory.runs(key, { limit: 1 })).toEqual({ items: [], next: null })
    await database.close()
  })
})
