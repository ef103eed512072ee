// Finds: which permissions the app lacks, from the fields that the platform never told.
import type { Told } from './ports.ts'
import type { MissingPermission } from './report.ts'

interface Rule {
  /** Any one of them shows the fields; the narrowest first. */
  permissions: string[]
  fields: string[]
  /** Fields of other rules that one of the permissions shows too: that they are told says that it is there. */
  proof?: string[]
}

const employee = [
  'state',
  'city',
  'country',
  'workStation',
  'joinedAtSeconds',
  'isTenantManager',
  'employeeType',
  'jobTitle',
  'enterpriseEmail',
  'customAttributes',
]

// https://open.feishu.cn/document/server-docs/contact-v3/user/field-overview. The old umbrella scopes, which show most
// of these too, cannot be requested any more: they are not suggested. Fields that an organisation may well use for
// nobody (dotted lines, job levels and families, places) say nothing by being absent.
const ofPeople: readonly Rule[] = [
  { permissions: ['contact:user.base:readonly'], fields: ['name', 'enName', 'nickname', 'avatar'] },
  { permissions: ['contact:user.employee_id:readonly'], fields: ['userId'] },
  { permissions: ['contact:user.email:readonly'], fields: ['email'] },
  { permissions: ['contact:user.phone:readonly'], fields: ['mobile'] },
  { permissions: ['contact:user.gender:readonly'], fields: ['gender'] },
  { permissions: ['contact:user.department:readonly'], fields: ['departments', 'leaderId'] },
  { permissions: ['contact:user.employee:readonly'], fields: employee },
  {
    permissions: ['contact:user.employee_number:read', 'contact:user.employee:readonly'],
    fields: ['employeeNo'],
    proof: employee,
  },
]

const ofDepartments: readonly Rule[] = [
  { permissions: ['contact:department.base:readonly'], fields: ['name', 'i18nName', 'customId', 'chatId'] },
  {
    permissions: ['contact:department.organize:readonly'],
    fields: ['parentId', 'order', 'memberCount', 'primaryMemberCount', 'leaderId', 'leaders', 'unitIds'],
  },
  { permissions: ['contact:department.hrbp:readonly'], fields: ['hrbpIds'] },
]

/** What the platform calls otherwise than the directory. */
const ownNames: Record<string, string> = { departmentIds: 'departments', orders: 'departments' }

function untold(of: MissingPermission['of'], rules: readonly Rule[], told: readonly string[]) {
  const known = new Set(told.map((name) => ownNames[name] ?? name))
  // One field of a permission is enough: the others may be empty for everybody.
  return rules
    .filter(({ fields, proof = [] }) => ![...fields, ...proof].some((name) => known.has(name)))
    .map(({ permissions, fields }) => ({ permissions: [...permissions], fields: [...fields], of }))
}

/**
 * The permissions of which nothing was told. Of people nothing can be said before one was read, nor of departments.
 * An absent field is how the platform shows a missing permission; there is no error.
 */
export function missingPermissions(
  told: Told,
  read: { people: number; departments: number },
): MissingPermission[] {
  return [
    ...(read.people > 0 ? untold('person', ofPeople, told.person) : []),
    ...(read.departments > 0 ? untold('department', ofDepartments, told.department) : []),
  ]
}
