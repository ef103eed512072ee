// Answers: contact/v3/users/batch_get_id: who has an e-mail address or a mobile number.
import { scopesOf } from '../gateway.ts'
import { contactOperation, type Question } from './contact-operation.ts'
import { opens, shows } from './contact-scopes.ts'
import { personId } from './ids.ts'
import { invalidField, readBodyList, readFlag } from './parameters.ts'

/** Most addresses, and most numbers, of one question. */
const most = 50

/** Mainland numbers may come without their country code. */
const sameNumber = (given: string, number: string) => number === given || number === `+86${given}`

type Given = { email: string } | { mobile: string }

function entryOf(question: Question, given: Given, resignedToo: boolean): Record<string, unknown> {
  const { state, identity, personIds, reach } = question
  const { organisation } = state
  const { appId } = identity.app
  const fits = (index: number) => {
    const person = organisation.person(index, appId)
    if (person === undefined || !reach.seesPerson(index)) return false
    if (!resignedToo && !organisation.isListed(index)) return false
    // The enterprise address finds nobody.
    return 'email' in given
      ? person.email.toLowerCase() === given.email.toLowerCase()
      : sameNumber(given.mobile, person.mobile)
  }
  const value = 'email' in given ? given.email : given.mobile
  const index = value === '' ? undefined : organisation.maybeReachedAt(value).find(fits)
  if (index === undefined) return given
  const mayKnowStatus = shows.employee.some((scope) => scopesOf(identity).has(scope))
  const status = mayKnowStatus ? organisation.person(index, appId)?.status : undefined
  return {
    user_id: personId(state, appId, index, personIds),
    ...given,
    ...(status === undefined ? {} : { status }),
  }
}

export const userIdsOperation = contactOperation({
  name: 'contact.v3.users.batch_get_id',
  method: 'POST',
  path: 'contact/v3/users/batch_get_id',
  tokens: ['tenant'],
  scopes: opens.ids,
  tier: 4,
  codes: [],
  answer(question) {
    const { fields } = question.call
    const emails = readBodyList(fields, 'emails')
    const mobiles = readBodyList(fields, 'mobiles')
    const resignedToo = readFlag(fields, 'include_resigned')
    if (emails.length > most) throw invalidField('emails', emails.length, `more than ${most}`)
    if (mobiles.length > most) throw invalidField('mobiles', mobiles.length, `more than ${most}`)
    return {
      user_list: [
        ...emails.map((email) => entryOf(question, { email }, resignedToo)),
        ...mobiles.map((mobile) => entryOf(question, { mobile }, resignedToo)),
      ],
    }
  },
})
