// Answers: contact/v3/departments/:department_id/children, and the historic list of departments beside it.
import type { Departments } from '../../state/organisation-model.ts'
import { Refusal } from '../refusal.ts'
import { contactOperation, type Question } from './contact-operation.ts'
import { opens } from './contact-scopes.ts'
import { departmentObject } from './department-object.ts'
import { placeOf, walkBelow } from './department-walk.ts'
import { findDepartment, rootId } from './ids.ts'
import {
  cutOrdered,
  listField,
  missingDepartment,
  type Page,
  type PageRequest,
  type PageRules,
  pageFields,
  readPage,
} from './paging.ts'
import { readFlag } from './parameters.ts'
import { viewerOf } from './viewer.ts'

/** Most departments that a person's token gets of all levels. */
const mostForPeople = 1_000

/** One page of all levels. */
function cutWalk(departments: Departments, top: number, request: PageRequest, most: number): Page {
  const { size, from } = request
  const before = from?.offset ?? 0
  const numbers = walkBelow(departments, top, from?.last, Math.min(size + 1, most - before))
  const shown = numbers.slice(0, size)
  const last = shown.at(-1)
  const more = numbers.length > size && last !== undefined
  return { numbers: shown, next: more ? { offset: before + size, last } : undefined }
}

function listChildren(question: Question, id: string, rules: PageRules): Record<string, unknown> {
  const { state, call, identity, departmentIds, reach } = question
  const { departments } = state.organisation
  const allLevels = readFlag(call.query, 'fetch_child')
  const request = readPage(question, rules, [id, allLevels], (number) => placeOf(departments, number))
  const parent = findDepartment(state, id, departmentIds)
  if (parent === undefined) throw missingDepartment(question, 40008)
  // Whatever is below a department in range is in range.
  if (!reach.seesDepartment(parent)) throw new Refusal(40014)
  const most = identity.user === undefined ? Number.POSITIVE_INFINITY : mostForPeople
  const page = allLevels
    ? cutWalk(departments, parent, request, most)
    : cutOrdered(departments.childrenOf(parent), request)
  const viewer = viewerOf(question)
  const items = page.numbers.flatMap((number) => departmentObject(viewer, number) ?? [])
  return { ...listField(question, 'items', items), ...pageFields(page, request) }
}

const shared = {
  tokens: ['tenant', 'user'],
  scopes: opens.organisation,
  codes: [40003, 40004, 40008, 40011, 40012, 40014, 42008, 43007, 43010],
} as const
const rules = { usual: 10, most: 50 }

export const departmentChildrenOperation = contactOperation({
  ...shared,
  name: 'contact.v3.departments.children',
  path: 'contact/v3/departments/:department_id/children',
  tier: 4,
  answer: (question) => listChildren(question, question.call.path.department_id ?? '', rules),
})

export const departmentsListOperation = contactOperation({
  ...shared,
  name: 'contact.v3.departments.list',
  path: 'contact/v3/departments',
  answer: (question) =>
    listChildren(question, question.call.query.text('parent_department_id') ?? rootId, rules),
})
