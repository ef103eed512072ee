// Answers: contact/v3/departments/:department_id and contact/v3/departments/batch.
import { Refusal } from '../refusal.ts'
import { answerBatch } from './batch.ts'
import { contactOperation } from './contact-operation.ts'
import { opens } from './contact-scopes.ts'
import { departmentObject } from './department-object.ts'
import { findDepartment } from './ids.ts'
import { missingDepartment } from './paging.ts'
import { viewerOf } from './viewer.ts'

export const departmentGetOperation = contactOperation({
  name: 'contact.v3.departments.get',
  path: 'contact/v3/departments/:department_id',
  tokens: ['tenant', 'user'],
  scopes: opens.baseOrUmbrella,
  codes: [40001, 40003, 40004, 40008, 40015, 42008, 43010],
  malformed: 40001,
  answer(question) {
    const { state, call, departmentIds, reach } = question
    const number = findDepartment(state, call.path.department_id ?? '', departmentIds)
    if (number === undefined) throw missingDepartment(question, 40015)
    if (!reach.seesDepartment(number)) throw new Refusal(40004)
    return { department: departmentObject(viewerOf(question), number) }
  },
})

export const departmentBatchOperation = contactOperation({
  name: 'contact.v3.departments.batch',
  path: 'contact/v3/departments/batch',
  tokens: ['tenant', 'user'],
  scopes: opens.base,
  tier: 4,
  codes: [40001, 40003, 40004, 40008, 40011, 40012, 40014, 42008, 43007, 43010],
  malformed: 40001,
  answer(question) {
    const { state, departmentIds, reach } = question
    return answerBatch(question, {
      ids: 'department_ids',
      tooMany: 40011,
      find: (id) => findDepartment(state, id, departmentIds),
      sees: reach.seesDepartment,
      objectOf: departmentObject,
    })
  },
})
