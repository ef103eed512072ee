// Reads: one person of the contact API.
import { type AnswerBody, malformed } from './answer.ts'
import {
  type Answered,
  contactId,
  createFieldsReader,
  flag,
  idOrNone,
  integer,
  listOf,
  object,
  ownId,
  type Reader,
  text,
} from './contact-fields.ts'
import type { Avatar, CustomAttribute, PersonFields, PersonOrder, PersonRead } from './contact-model.ts'
import { personState } from './contact-status.ts'

const genders = ['unknown', 'male', 'female', 'other'] as const

// Only what a page may show: https, or the platform's own host in development. Anything else is no picture.
const picture: Reader<string> = (value, name, from) => {
  const address = text(value, name, from)
  const allowed = address.startsWith('https://') || address.startsWith(`${from.openHost}/`)
  return allowed && /^[^\s"'<>\\^`{|}\p{C}]{1,2048}$/u.test(address) ? address : ''
}

const readAvatar = createFieldsReader<Required<Avatar>>({
  avatar72: ['avatar_72', picture],
  avatar240: ['avatar_240', picture],
  avatar640: ['avatar_640', picture],
  avatarOrigin: ['avatar_origin', picture],
})

const avatar: Reader<Avatar> = (value, name, from) => {
  const known: Avatar = {}
  readAvatar(object(value, name, from), from, known)
  return known
}

const order: Reader<PersonOrder> = (value, name, from) => {
  const place = object(value, name, from)
  return {
    departmentId: contactId(place.department_id, `${name}.department_id`, from),
    userOrder: integer(place.user_order ?? 0, `${name}.user_order`, from),
    departmentOrder: integer(place.department_order ?? 0, `${name}.department_order`, from),
    isPrimary: flag(place.is_primary_dept ?? false, `${name}.is_primary_dept`, from),
  }
}

const isLeaf = (value: unknown) => typeof value !== 'object' || value === null

// The deepest that is documented is `generic_user: {id, type}`.
function plainMembers(value: AnswerBody, name: string, from: Answered, depth: number): AnswerBody {
  const members = Object.entries(value).filter(([key]) => key !== '__proto__')
  return Object.fromEntries(
    members.map(([key, member]) => {
      if (isLeaf(member)) return [key, member]
      if (depth === 0) throw malformed(from.answer, `has a ${name} that is nested too deeply`)
      return [key, plainMembers(object(member, name, from), name, from, depth - 1)]
    }),
  )
}

const customAttribute: Reader<CustomAttribute> = (value, name, from) => {
  const attribute = object(value, name, from)
  const content = object(attribute.value ?? {}, `${name}.value`, from)
  return {
    id: text(attribute.id, `${name}.id`, from),
    type: text(attribute.type, `${name}.type`, from),
    value: plainMembers(content, `${name}.value`, from, 2),
  }
}

const readFields = createFieldsReader<PersonFields>({
  unionId: ['union_id', idOrNone],
  userId: ['user_id', ownId],
  name: ['name', text],
  enName: ['en_name', text],
  nickname: ['nickname', text],
  avatar: ['avatar', avatar],
  email: ['email', text],
  enterpriseEmail: ['enterprise_email', text],
  mobile: ['mobile', text],
  mobileVisible: ['mobile_visible', flag],
  gender: ['gender', (value, name, from) => genders[integer(value, name, from)] ?? 'unknown'],
  // `is_frozen` beside it is told without the permission, but who is frozen no longer could not be told from it.
  state: ['status', personState],
  departmentIds: ['department_ids', listOf(contactId)],
  leaderId: ['leader_user_id', idOrNone],
  orders: ['orders', listOf(order)],
  city: ['city', text],
  country: ['country', text],
  workStation: ['work_station', text],
  joinedAtSeconds: ['join_time', integer],
  isTenantManager: ['is_tenant_manager', flag],
  employeeNo: ['employee_no', text],
  employeeType: ['employee_type', integer],
  jobTitle: ['job_title', text],
  customAttributes: ['custom_attrs', listOf(customAttribute)],
  dottedLineLeaderIds: ['dotted_line_leader_user_ids', listOf(contactId)],
  jobLevelId: ['job_level_id', text],
  jobFamilyId: ['job_family_id', text],
  geo: ['geo', text],
})

/** A person with what was told of them; without an open_id it is nobody. */
export const readPerson: Reader<PersonRead> = (value, name, from) => {
  const item = object(value, name, from)
  const person: PersonRead = { id: contactId(item.open_id, `${name}.open_id`, from) }
  readFields(item, from, person)
  return person
}
