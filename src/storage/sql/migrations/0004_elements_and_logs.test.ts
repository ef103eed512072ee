// Tests: a database of the third version, with people and a directory in it, after the fourth migration.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase } from '../../contracts/open-test-database.ts'
import { initial } from './0001_initial.ts'
import { accountsAndTokens } from './0002_accounts_and_tokens.ts'
import { directory } from './0003_directory.ts'
import { type FormerDatabase, makeFormerDatabase } from './test-migration.ts'

/** Every table of the third version, with a row. */
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
  `insert into account_roles values ('user 1', 'administrator', 9)`,
  `insert into directory_people values ('feishu', 'cli_1', 'ou_1', '李', 'active', '李', '李', '{}', 1, 1, null, null)`,
  `insert into directory_tenants values ('feishu', 'cli_1', 't1')`,
  `insert into doubts values ('feishu', 'cli_1', 'ou_1', 1, 1)`,
  `insert into doubt_numbers values ('doubts', 1)`,
]
const tables = [
  ...['users', 'identities', 'expected_accounts', 'sessions', 'attempts', 'user_tokens', 'first_tenants'],
  ...['scope_refusals', 'account_roles', 'directory_people', 'directory_tenants', 'doubts', 'doubt_numbers'],
]

describe('0004', () => {
  let former: FormerDatabase
  beforeEach(async () => {
    former = await makeFormerDatabase(
      {
        '0001_initial': initial,
        '0002_accounts_and_tokens': accountsAndTokens,
        '0003_directory': directory,
      },
      rows,
    )
  })
  afterEach(() => former.remove())

  it('changes no row of the third version', async () => {
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

  it('lets identities of the third version have details, and empty logs', async () => {
    const database = await openTestDatabase(former.url)
    const details = { department: 'a', position: null, gender: null, status: null, isLeader: null }
    expect(await database.identityDetails.save('identity 1', details, 9)).toBe(true)
    expect(await database.identityDetails.find('feishu', 'cli_1', 'u1')).toMatchObject({
      ...{ ...details, name: '李', createdAt: 3, updatedAt: 9 },
    })
    expect(await database.elements.list()).toEqual([])
    expect(await database.elements.version()).toBe(0)
    expect(await database.signIns.list({}, { limit: 1 })).toEqual({ items: [], next: null })
    expect(await database.audit.list({}, { limit: 1 })).toEqual({ items: [], next: null })
    await database.close()
  })
})
