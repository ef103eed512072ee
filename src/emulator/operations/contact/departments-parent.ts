// Answers: contact/v3/departments/parent: the departments above one, from the nearest up.
import { rootDepartment } from '../../state/organisation-model.ts'
import { Refusal } from '../refusal.ts'
import { contactOperation } from './contact-operation.ts'
import { opens } from './contact-scopes.ts'
import { departmentObject } from './department-object.ts'
import { findDepartment } from './ids.ts'
import { cutOrdered, listField, missingDepartment, pageFields, readPage } from './paging.ts'
import { viewerOf } from './viewer.ts'

export const departmentParentOperation = contactOperation({
  name: 'contact.v3.departments.parent',
  path: 'contact/v3/departments/parent',
  tokens: ['tenant', 'user'],
  scopes: opens.organisation,
  // Its table has rows of writing calls, too; a read meets none of them.
  codes: [40001, 40002, 40003, 40004, 40008, 40010, 40011, 40012, 40014, 42008, 43007, 43008, 43010, 44102],
  malformed: 40001,
  answer(question) {
    const { state, call, departmentIds, reach } = question
    const id = call.query.text('department_id')
    if (id === undefined) throw new Refusal(44102)
    const request = readPage(question, { usual: 20, most: 50 }, [id])
    const number = findDepartment(state, id, departmentIds)
    if (number === undefined) throw missingDepartment(question, 40008)
    if (number === rootDepartment) throw new Refusal(40002)
    if (!reach.seesDepartment(number)) throw new Refusal(40004)
    const above = state.organisation.departments.ancestorsOf(number).filter(reach.seesDepartment)
    const page = cutOrdered(above, request)
    const viewer = viewerOf(question)
    const items = page.numbers.flatMap((each) => departmentObject(viewer, each) ?? [])
    return { ...listField(question, 'items', items), ...pageFields(page, request) }
  },
})
