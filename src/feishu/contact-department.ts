// Reads: one department of the contact API.
import { malformed } from './answer.ts'
import {
  contactId,
  createFieldsReader,
  type FieldReader,
  flag,
  idOrNone,
  integer,
  listOf,
  numeral,
  object,
  ownId,
  type Reader,
  text,
} from './contact-fields.ts'
import type { DepartmentFields, DepartmentLeader, DepartmentRead } from './contact-model.ts'

const names: Reader<Record<string, string>> = (value, name, from) => {
  const told = Object.entries(object(value, name, from)).filter(
    ([locale, word]) => /^[a-z]{2,3}_[a-z]{2,4}$/i.test(locale) && word !== null,
  )
  return Object.fromEntries(told.map(([locale, word]) => [locale, text(word, `${name}.${locale}`, from)]))
}

// The one place of the API in camelCase. Whoever has no name here is not told: the permission for it is missing.
const leader: FieldReader<DepartmentLeader> = (value, name, from) => {
  const { leaderType, leaderID } = object(value, name, from)
  if (leaderType !== 1 && leaderType !== 2)
    throw malformed(from.answer, `has a ${name}.leaderType that is not known`)
  const personId = idOrNone(leaderID ?? '', `${name}.leaderID`, from)
  return personId ? { personId, kind: leaderType === 1 ? 'main' : 'deputy' } : undefined
}

const readLeaders = listOf(leader)

const leaders: FieldReader<DepartmentLeader[]> = (value, name, from) => {
  const known = readLeaders(value, name, from)
  return known.length === 0 && (value as unknown[]).length > 0 ? undefined : known
}

const isDeleted: FieldReader<boolean> = (value, name, from) => {
  const told = object(value, name, from).is_deleted
  return told === undefined || told === null ? undefined : flag(told, `${name}.is_deleted`, from)
}

const readFields = createFieldsReader<DepartmentFields>({
  customId: ['department_id', ownId],
  parentId: ['parent_department_id', contactId],
  name: ['name', text],
  i18nName: ['i18n_name', names],
  leaderId: ['leader_user_id', idOrNone],
  leaders: ['leaders', leaders],
  chatId: ['chat_id', text],
  order: ['order', numeral],
  unitIds: ['unit_ids', listOf(text)],
  memberCount: ['member_count', integer],
  primaryMemberCount: ['primary_member_count', integer],
  isDeleted: ['status', isDeleted],
  groupChatEmployeeTypes: ['group_chat_employee_types', listOf(integer)],
  hrbpIds: ['department_hrbps', listOf(contactId)],
})

/** A department with what was told of it; without an open_department_id it is none. */
export const readDepartment: Reader<DepartmentRead> = (value, name, from) => {
  const item = object(value, name, from)
  const department: DepartmentRead = {
    id: contactId(item.open_department_id, `${name}.open_department_id`, from),
  }
  readFields(item, from, department)
  return department
}
