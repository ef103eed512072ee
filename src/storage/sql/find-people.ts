// Finds: people of an app, by what somebody knows of them.

import { type Kysely, sql } from 'kysely'
import type { IdentityStore } from '../../sign-in/index.ts'
import { toPerson } from './identity-rows.ts'
import type { Tables } from './schema.ts'
import { selectPeople } from './select-people.ts'

const columns = { openId: 'open_id', unionId: 'union_id', userId: 'platform_user_id' } as const

export function createFindPeople(db: Kysely<Tables>): Pick<IdentityStore, 'findBy'> {
  return {
    async findBy(brand, appId, { by, text, tenantKey }, limit) {
      let query = selectPeople(db)
        .where('identities.brand', '=', brand)
        .where('identities.app_id', '=', appId)
        .orderBy('last_sign_in_at', (order) => order.desc().nullsLast())
        .orderBy('identities.id')
        .limit(limit)
      if (tenantKey !== undefined) query = query.where('identities.tenant_key', '=', tenantKey)
      if (by === 'name') {
        // Not `like`: what is typed is no pattern.
        const part = (column: string) => sql<boolean>`instr(lower(${sql.ref(column)}), lower(${text})) > 0`
        query = query.where((where) => where.or([part('identities.name'), part('identities.en_name')]))
      } else query = query.where(`identities.${columns[by]}`, '=', text)
      return (await query.execute()).map(toPerson)
    },
  }
}
