// Answers: contact/v3/users/:user_id and contact/v3/users/batch.
import type { State } from '../../state/state.ts'
import { GatewayRefusal, Refusal } from '../refusal.ts'
import { contactOperation, type Question } from './contact-operation.ts'
import { opens } from './contact-scopes.ts'
import { findPerson } from './ids.ts'
import { listField } from './paging.ts'
import { readIds } from './parameters.ts'
import { userObject } from './user-object.ts'
import { viewerOf } from './viewer.ts'

/** The open_id of another app of this instance is told apart from an id that nobody has. */
function isOtherAppsOpenId(state: State, appId: string, id: string): boolean {
  const others = state.apps.list().filter((app) => app.appId !== appId)
  return others.some((app) => state.identifiers.decode('open_id', app.appId, id) !== undefined)
}

function requirePerson({ state, identity: { app }, personIds, reach }: Question, id: string): number {
  const index = findPerson(state, app.appId, id, personIds)
  if (index === undefined) {
    if (personIds === 'open_id' && isOtherAppsOpenId(state, app.appId, id)) throw new GatewayRefusal(99992361)
    throw new Refusal(41012)
  }
  if (!reach.seesPerson(index)) throw new Refusal(41050)
  return index
}

export const userGetOperation = contactOperation({
  name: 'contact.v3.users.get',
  path: 'contact/v3/users/:user_id',
  tokens: ['tenant', 'user'],
  scopes: opens.baseOrUmbrella,
  tier: 4,
  codes: [40001, 40003, 41012, 41050],
  malformed: 40001,
  answer(question) {
    const index = requirePerson(question, question.call.path.user_id ?? '')
    return { user: userObject(viewerOf(question), index) }
  },
})

/** Most people of one question. */
const mostPeople = 50

export const userBatchOperation = contactOperation({
  name: 'contact.v3.users.batch',
  path: 'contact/v3/users/batch',
  tokens: ['tenant', 'user'],
  scopes: opens.base,
  tier: 4,
  codes: [40001, 40004, 41050],
  malformed: 40001,
  answer(question) {
    const { state, call, identity, personIds, reach } = question
    const ids = readIds(call.query, 'user_ids', { most: mostPeople, code: 40001 })
    const indexes = ids.map((id) => findPerson(state, identity.app.appId, id, personIds))
    // Who does not exist and who is out of range is left out without a word.
    const seen = indexes.filter((index) => index !== undefined && reach.seesPerson(index)) as number[]
    const viewer = viewerOf(question)
    return listField(
      question,
      'items',
      seen.flatMap((index) => userObject(viewer, index) ?? []),
    )
  },
})
