// Says: what the directory has to hold of an organisation, written apart from the product's readers.
import type { DirectoryDepartment, DirectoryPerson } from '../../src/directory/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: objects as the platform sends them
type Wire = any

/** What an entity is, without when it was written. */
export type Facts = Record<string, unknown>

// That nobody leads is said by '' and by saying nothing.
const known = ({ leaderId, ...fields }: Facts): Facts =>
  Object.fromEntries(
    Object.entries({ ...fields, leaderId: leaderId === '' ? undefined : leaderId }).filter(
      ([, value]) => value !== undefined && value !== null,
    ),
  )

function stateOf(status: Wire): string | undefined {
  if (status === undefined) return undefined
  if (status.is_resigned) return 'resigned'
  if (status.is_exited) return 'exited'
  if (status.is_frozen) return 'frozen'
  if (status.is_unjoin) return 'unjoined'
  return status.is_activated ? 'active' : 'unactivated'
}

function placesOf({ department_ids = [], orders = [] }: Wire) {
  const places = department_ids.map((departmentId: string) => {
    const order = orders.find((one: Wire) => one.department_id === departmentId)
    return { departmentId, order: order?.user_order ?? 0, rank: order?.department_order ?? 0, ...order }
  })
  places.sort((a: Wire, b: Wire) => Number(b.is_primary_dept) - Number(a.is_primary_dept) || b.rank - a.rank)
  return places.map(({ departmentId, order }: Wire, at: number) => ({
    departmentId,
    isPrimary: at === 0,
    order,
  }))
}

/** A person of the contact API as the directory tells of them. */
export function expectedPerson(wire: Wire): Facts {
  return known({
    id: wire.open_id,
    unionId: wire.union_id,
    userId: wire.user_id,
    name: wire.name,
    enName: wire.en_name,
    nickname: wire.nickname,
    avatar: wire.avatar && {
      avatar72: wire.avatar.avatar_72,
      avatar240: wire.avatar.avatar_240,
      avatar640: wire.avatar.avatar_640,
      avatarOrigin: wire.avatar.avatar_origin,
    },
    email: wire.email,
    enterpriseEmail: wire.enterprise_email,
    mobile: wire.mobile,
    mobileVisible: wire.mobile_visible,
    gender: ['unknown', 'male', 'female', 'other'][wire.gender],
    state: stateOf(wire.status),
    departments: placesOf(wire),
    leaderId: wire.leader_user_id,
    city: wire.city,
    country: wire.country,
    workStation: wire.work_station,
    joinedAtSeconds: wire.join_time,
    isTenantManager: wire.is_tenant_manager,
    employeeNo: wire.employee_no,
    employeeType: wire.employee_type,
    jobTitle: wire.job_title,
    customAttributes: wire.custom_attrs,
  })
}

/** A department of the contact API as the directory tells of it. `among`: ids of those that the app sees. */
export function expectedDepartment(wire: Wire, among: ReadonlySet<string>): Facts {
  const parent = wire.parent_department_id
  return known({
    id: wire.open_department_id,
    treeParentId: among.has(parent) ? parent : '0',
    customId: wire.department_id,
    parentId: parent,
    name: wire.name,
    i18nName: wire.i18n_name,
    leaderId: wire.leader_user_id,
    leaders: wire.leaders?.map(({ leaderType, leaderID }: Wire) => ({
      personId: leaderID,
      kind: leaderType === 1 ? 'main' : 'deputy',
    })),
    chatId: wire.chat_id,
    order: wire.order === undefined ? undefined : Number(wire.order),
    unitIds: wire.unit_ids,
    memberCount: wire.member_count,
    primaryMemberCount: wire.primary_member_count,
    groupChatEmployeeTypes: wire.group_chat_employee_types,
    hrbpIds: wire.department_hrbps,
  })
}

/** What a row says, without when it was written. */
export function factsOf(row: DirectoryPerson | DirectoryDepartment): Facts {
  const { updatedAt: _, removedAt: __, removedReason: ___, ...facts } = row
  return known(facts)
}
