// Answers: contact/v3/departments/search: departments by name, for a person.
import { type Departments, rootDepartment } from '../../state/organisation-model.ts'
import { Refusal } from '../refusal.ts'
import { contactOperation } from './contact-operation.ts'
import { opens } from './contact-scopes.ts'
import { departmentObject } from './department-object.ts'
import { placeOf, walkBelow } from './department-walk.ts'
import { cutFound, listField, pageFields, readPage } from './paging.ts'
import { viewerOf } from './viewer.ts'

/** Departments walked at a time. */
const stride = 500

function* found(departments: Departments, wanted: string, from: number | undefined): Iterable<number> {
  let last = from
  for (;;) {
    const some = walkBelow(departments, rootDepartment, last, stride)
    // The name only, not its translations.
    for (const number of some)
      if (departments.get(number)?.name.toLowerCase().includes(wanted) === true) yield number
    if (some.length < stride) return
    last = some.at(-1)
  }
}

export const departmentSearchOperation = contactOperation({
  name: 'contact.v3.departments.search',
  method: 'POST',
  path: 'contact/v3/departments/search',
  tokens: ['user'],
  scopes: opens.departmentSearch,
  codes: [48001, 48002],
  malformed: 48001,
  answer(question) {
    const { state, call } = question
    const { departments } = state.organisation
    const wanted = call.fields.text('query')?.trim().toLowerCase() ?? ''
    if (wanted === '') throw new Refusal(48001)
    const rules = { usual: 20, most: 50, badSize: 48001, badToken: 48001 }
    const request = readPage(question, rules, [wanted], (number) => placeOf(departments, number))
    const page = cutFound(found(departments, wanted, request.from?.last), request)
    const viewer = viewerOf(question)
    const items = page.numbers.flatMap((number) => departmentObject(viewer, number) ?? [])
    return { ...listField(question, 'items', items), ...pageFields(page, request) }
  },
})
