// Answers: contact/v3/users/find_by_department, and the historic list of users beside it.
import { Refusal } from '../refusal.ts'
import { contactOperation, type Question } from './contact-operation.ts'
import { opens } from './contact-scopes.ts'
import { findDepartment, rootId } from './ids.ts'
import { cutAscending, listField, missingDepartment, type PageRules, pageFields, readPage } from './paging.ts'
import { readRequired } from './parameters.ts'
import { userObject } from './user-object.ts'
import { viewerOf } from './viewer.ts'

/** One page of the direct members. */
function listMembers(question: Question, id: string, rules: PageRules): Record<string, unknown> {
  const { state, departmentIds, reach } = question
  const request = readPage(question, rules, [id])
  const department = findDepartment(state, id, departmentIds)
  if (department === undefined) throw missingDepartment(question, 40004)
  // A department in range includes its people.
  if (!reach.seesDepartment(department)) throw new Refusal(40004)
  const page = cutAscending([state.organisation.departments.membersOf(department)], request)
  const viewer = viewerOf(question)
  const items = page.numbers
    .filter((index) => reach.seesPerson(index))
    .flatMap((index) => userObject(viewer, index) ?? [])
  return { ...listField(question, 'items', items), ...pageFields(page, request) }
}

const shared = {
  tokens: ['tenant', 'user'],
  scopes: opens.organisation,
  codes: [40004, 40011, 40012, 41050],
} as const

export const usersByDepartmentOperation = contactOperation({
  ...shared,
  name: 'contact.v3.users.find_by_department',
  path: 'contact/v3/users/find_by_department',
  tier: 4,
  answer: (question) =>
    listMembers(question, readRequired(question.call.query, 'department_id'), { usual: 10, most: 50 }),
})

export const usersListOperation = contactOperation({
  ...shared,
  name: 'contact.v3.users.list',
  path: 'contact/v3/users',
  answer: (question) =>
    listMembers(question, question.call.query.text('department_id') ?? rootId, { usual: 10, most: 100 }),
})
