// Lists: the migrations, in the order of their numbers.

import type { Migration } from 'kysely/migration'
import { initial } from './0001_initial.ts'
import { accountsAndTokens } from './0002_accounts_and_tokens.ts'
import { directory } from './0003_directory.ts'
import { elementsAndLogs } from './0004_elements_and_logs.ts'

export const migrations: Record<string, Migration> = {
  '0001_initial': initial,
  '0002_accounts_and_tokens': accountsAndTokens,
  '0003_directory': directory,
  '0004_elements_and_logs': elementsAndLogs,
}
