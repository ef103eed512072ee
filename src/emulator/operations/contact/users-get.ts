// Answers: contact/v3/users/:user_id and contact/v3/users/batch.
import type { State } from '../../state/state.ts'
import { GatewayRefusal, Refusal } from '../refusal.ts'
import { answerBatch } from './batch.ts'
import { contactOperation, type Question } from './contact-operation.ts'
import { opens } from './contact-scopes.ts'
import { findPerson } from './ids.ts'
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

export const userBatchOperation = contactOperation({
  name: 'contact.v3.users.batch',
  path: 'contact/v3/users/batch',
  tokens: ['tenant', 'user'],
  scopes: opens.base,
  tier: 4,
  codes: [40001, 40004, 41050],
  malformed: 40001,
  answer(question) {
    const { state, identity, personIds, reach } = question
    return answerBatch(question, {
      ids: 'user_ids',
      tooMany: 40001,
      find: (id) => findPerson(state, identity.app.appId, id, personIds),
      sees: reach.seesPerson,
      objectOf: userObject,
    })
  },
})
