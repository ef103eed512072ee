// Answers: search/v1/user: people by name, for a person.
import type { State } from '../../state/state.ts'
import { avatarOf } from '../user-info.ts'
import { visibleFields } from '../visible-fields.ts'
import { contactOperation, type Question } from './contact-operation.ts'
import { opens, shows } from './contact-scopes.ts'
import { departmentId } from './ids.ts'
import { cutFound, listField, pageFields, readPage } from './paging.ts'
import { readRequired } from './parameters.ts'

function* found(state: State, wanted: string, from: number): Iterable<number> {
  const { organisation } = state
  for (let index = from; index < organisation.size; index++)
    if (organisation.nameOf(index)?.toLowerCase().includes(wanted) === true && organisation.isListed(index))
      yield index
}

function shortObject({ state, identity, call }: Question, index: number): Record<string, unknown>[] {
  const person = state.organisation.person(index, identity.app.appId)
  if (person === undefined) return []
  const places = state.organisation.placesOf(index)
  return [
    visibleFields(identity, {
      name: { value: person.name },
      open_id: { value: person.open_id },
      user_id: { value: person.user_id, anyOf: shows.userId },
      avatar: {
        value: {
          avatar_72: avatarOf(person, 72, call.base),
          avatar_240: avatarOf(person, 240, call.base),
          avatar_640: avatarOf(person, 640, call.base),
          avatar_origin: avatarOf(person, 640, call.base),
        },
      },
      department_ids: {
        value: places.map(({ department }) => departmentId(state, department, 'open_department_id')),
      },
    }),
  ]
}

export const userSearchOperation = contactOperation({
  name: 'search.v1.user',
  path: 'search/v1/user',
  tokens: ['user'],
  scopes: opens.personSearch,
  codes: [],
  ids: false,
  answer(question) {
    const { state, call } = question
    const wanted = readRequired(call.query, 'query').trim().toLowerCase()
    // It has no table of its own: the gateway's words for whatever is not valid.
    const request = readPage(question, { usual: 20, most: 200, badSize: 99992402, badToken: 99992402 }, [
      wanted,
    ])
    const page = cutFound(found(state, wanted, (request.from?.last ?? -1) + 1), request)
    const users = page.numbers.flatMap((index) => shortObject(question, index))
    return { ...listField(question, 'users', users), ...pageFields(page, request) }
  },
})
