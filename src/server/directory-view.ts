// Shapes: what of the directory goes out by HTTP, by who asks.

import type { DirectoryDepartment, DirectoryPerson } from '../directory/model.ts'
import type { Avatar } from '../feishu/index.ts'

/** How much somebody may see: all that is known, or what colleagues know of each other anyway. */
export type Sight = 'everything' | 'colleague'

/** No mail, phone, number or attribute: whoever wants to show more writes a route of their own. */
const personFields = [
  'id',
  'name',
  'enName',
  'nickname',
  'avatar',
  'jobTitle',
  'state',
  'departments',
  'leaderId',
  'city',
  'employeeType',
] as const satisfies readonly (keyof DirectoryPerson)[]

const departmentFields = [
  'id',
  'name',
  'i18nName',
  'parentId',
  'treeParentId',
  'order',
  'leaderId',
  'leaders',
  'memberCount',
] as const satisfies readonly (keyof DirectoryDepartment)[]

/** Leaves out what is not listed, so that a field that is added is not shown by accident. */
function pick<T extends object>(one: T, fields: readonly (keyof T)[]): Partial<T> {
  return Object.fromEntries(
    fields.filter((field) => one[field] !== undefined).map((field) => [field, one[field]]),
  ) as Partial<T>
}

/** Addresses that a page may show: the platform's answer is not trusted with a `javascript:`. */
function httpsOnly(avatar: Avatar): Avatar {
  return Object.fromEntries(
    Object.entries(avatar).filter(
      ([, address]) => URL.canParse(address) && new URL(address).protocol === 'https:',
    ),
  )
}

export function personView(person: DirectoryPerson, sight: Sight): Partial<DirectoryPerson> {
  const seen = sight === 'everything' ? person : pick(person, personFields)
  return seen.avatar === undefined ? seen : { ...seen, avatar: httpsOnly(seen.avatar) }
}

export function departmentView(department: DirectoryDepartment, sight: Sight): Partial<DirectoryDepartment> {
  return sight === 'everything' ? department : pick(department, departmentFields)
}
