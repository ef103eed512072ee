// Answers: tt.chooseContact: the people that somebody chose from the organisation.

import type { Question } from '../client/browser/messages.ts'
import type { State } from '../state/state.ts'
import type { ClientAnswer, Person } from '../types.ts'
import { failByErrno, succeed } from './bridge-answers.ts'
import type { JsapiCall } from './jsapi-call.ts'
import { avatarOf } from './user-info.ts'

const nameScope = 'contact:user.base:readonly'

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')

/** How many may be chosen, and who may not. The lists count only where several may be chosen. */
export function contactsQuestion(state: State, call: JsapiCall): Question | ClientAnswer {
  const { multi = true, maxNum, ignore = false, disableChosenIds = [] } = call.params
  if (typeof multi !== 'boolean' || typeof ignore !== 'boolean' || !isTexts(disableChosenIds))
    return failByErrno(call.api, 104, 'invalid parameter')
  if (maxNum !== undefined && !(Number.isInteger(maxNum) && (maxNum as number) > 0))
    return failByErrno(call.api, 104, 'invalid parameter')
  const self = state.organisation.person(call.person, call.appId)
  return {
    kind: 'contacts',
    appId: call.appId,
    most: multi ? ((maxNum as number | undefined) ?? 1_000) : 1,
    excluded: [...(ignore && self ? [self.open_id] : []), ...(multi ? disableChosenIds : [])],
  }
}

function chosenPeople(state: State, call: JsapiCall): Person[] {
  const { reply, appId } = call
  if (typeof reply !== 'object' || !('openIds' in reply)) {
    const [index = 0] = state.organisation.search('', 0, 1).indexes
    const first = state.organisation.person(index, appId)
    return first === undefined ? [] : [first]
  }
  return reply.openIds.flatMap((openId) => {
    const index = state.organisation.find(openId, [appId])
    return index === undefined ? [] : (state.organisation.person(index, appId) ?? [])
  })
}

/** The ids always; names and pictures by their scope. Departments cannot be chosen here. */
export function chooseContact(state: State, call: JsapiCall): ClientAnswer {
  const { api, appId, reply } = call
  if (reply === 'cancel') return { ok: false, error: { errMsg: `${api}:fail cancel`, errString: 'cancel' } }
  const limits = contactsQuestion(state, call)
  if (!('kind' in limits) || limits.kind !== 'contacts') return failByErrno(api, 104, 'invalid parameter')
  const shown = state.apps.get(appId)?.scopes.includes(nameScope) === true
  const chosen = chosenPeople(state, call).filter(({ open_id }) => !limits.excluded.includes(open_id))
  const data = chosen.slice(0, limits.most).map((person) => ({
    ...(shown
      ? {
          avatarUrls: ([72, 240, 640] as const).map((size) => avatarOf(person, size)),
          name: person.name,
          i18nNames: { en_us: person.en_name, ja_jp: '', zh_cn: person.name },
        }
      : {}),
    openId: person.open_id,
    unionId: person.union_id,
  }))
  return succeed(api, { data, department_data: [] })
}
