// Lists: the operations of the contact API. Fixed paths come before those with a part that varies.
import type { Operation } from '../call.ts'
import { customAttributesOperation, employeeTypesOperation } from './definitions.ts'
import { departmentChildrenOperation, departmentsListOperation } from './departments-children.ts'
import { departmentBatchOperation, departmentGetOperation } from './departments-get.ts'
import { departmentParentOperation } from './departments-parent.ts'
import { departmentSearchOperation } from './departments-search.ts'
import { scopesOperation } from './scopes.ts'
import { userBasicOperation } from './users-basic.ts'
import { userIdsOperation } from './users-by-contact.ts'
import { usersByDepartmentOperation, usersListOperation } from './users-by-department.ts'
import { userBatchOperation, userGetOperation } from './users-get.ts'
import { userSearchOperation } from './users-search.ts'

export const contactOperations: readonly Operation[] = [
  scopesOperation,
  customAttributesOperation,
  employeeTypesOperation,
  usersListOperation,
  userBatchOperation,
  usersByDepartmentOperation,
  userIdsOperation,
  userBasicOperation,
  userGetOperation,
  userSearchOperation,
  departmentsListOperation,
  departmentBatchOperation,
  departmentParentOperation,
  departmentSearchOperation,
  departmentChildrenOperation,
  departmentGetOperation,
]
