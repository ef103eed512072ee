// Answers: contact/v3/scopes: where the app's own token may begin to read.
import { contactOperation, type Question } from './contact-operation.ts'
import { employeeId, opens } from './contact-scopes.ts'
import { departmentId, personId } from './ids.ts'
import { cutAscending, listField, pageFields, readPage } from './paging.ts'

/** More than there can be people: in one list of both a department stands behind all of them. */
const behind = 2 ** 31

const ascending = (numbers: number[]) => numbers.sort((a, b) => a - b)

/** People first, then departments; each by number, so that a page goes on where the last one ended. */
function entriesOf({ state, identity: { app } }: Question): ArrayLike<number>[] {
  const { organisation } = state
  const { everything, people, departments } = organisation.rangeOf(app)
  const hidden = state.switches.scopeUsersNeedEmployeeId && !app.scopes.includes(employeeId)
  // The members of the root are in order, listed all of them, and may be a million.
  const shown = everything
    ? people
    : ascending(Array.from(people).filter((index) => organisation.isListed(index)))
  const known = departments.filter((number) => organisation.departments.has(number))
  return [hidden ? [] : shown, ascending(known).map((number) => behind + number)]
}

function answer(question: Question): Record<string, unknown> {
  const { state, identity, personIds, departmentIds } = question
  const request = readPage(question, { usual: 50, most: 100 })
  const page = cutAscending(entriesOf(question), request)
  const people = page.numbers.filter((number) => number < behind)
  const departments = page.numbers.filter((number) => number >= behind)
  const { appId } = identity.app
  return {
    ...listField(
      question,
      'user_ids',
      people.map((index) => personId(state, appId, index, personIds)),
    ),
    ...listField(
      question,
      'department_ids',
      departments.map((number) => departmentId(state, number - behind, departmentIds)),
    ),
    ...listField(question, 'group_ids', []),
    ...pageFields(page, request),
  }
}

export const scopesOperation = contactOperation({
  name: 'contact.v3.scopes.list',
  path: 'contact/v3/scopes',
  tokens: ['tenant'],
  scopes: opens.app,
  tier: 4,
  codes: [40011, 40012],
  answer,
})
