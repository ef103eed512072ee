// Answers: contact/v3/users/basic_batch: names of people, whether or not they are in the contact range.
import { Refusal } from '../refusal.ts'
import { contactOperation } from './contact-operation.ts'
import { opens } from './contact-scopes.ts'
import { findPerson } from './ids.ts'
import { readBodyList } from './parameters.ts'

/** Most people of one question. */
const most = 10

export const userBasicOperation = contactOperation({
  name: 'contact.v3.users.basic_batch',
  method: 'POST',
  path: 'contact/v3/users/basic_batch',
  tokens: ['tenant', 'user'],
  scopes: opens.basicProfile,
  tier: 6,
  codes: [40001],
  malformed: 40001,
  answer({ state, call, identity: { app }, personIds }) {
    const ids = readBodyList(call.fields, 'user_ids')
    if (ids.length < 1 || ids.length > most) throw new Refusal(40001)
    const users = ids.flatMap((user_id) => {
      const index = findPerson(state, app.appId, user_id, personIds)
      // Beyond the contact range, but not beyond the tenant.
      if (index === undefined || !state.organisation.isKnown(index)) return []
      const person = state.organisation.person(index, app.appId)
      if (person === undefined) return []
      const i18n_name = { zh_cn: person.name, ja_jp: '', en_us: person.en_name }
      return [{ user_id, name: person.name, i18n_name }]
    })
    return { users }
  },
})
