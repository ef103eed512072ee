// Declares: people and departments as the contact API tells them.

/**
 * Where a person stands, out of the platform's five flags. `resigned` has left, `exited` has left by themselves and
 * becomes `resigned` later, `frozen` is suspended, `unjoined` is invited and not yet confirmed, `unactivated` has never
 * signed in to the platform.
 */
export type PersonState = 'active' | 'frozen' | 'resigned' | 'exited' | 'unjoined' | 'unactivated'

/** Addresses of one picture in four sizes. */
export interface Avatar {
  avatar72?: string
  avatar240?: string
  avatar640?: string
  avatarOrigin?: string
}

/** A person's place in one department. Of both orders the larger comes first. */
export interface PersonOrder {
  departmentId: string
  userOrder: number
  departmentOrder: number
  isPrimary: boolean
}

/** One field that the organisation has defined itself; `value` as the platform sent it. */
export interface CustomAttribute {
  id: string
  type: string
  value: Record<string, unknown>
}

/**
 * What may be known of a person. A field is absent when the platform did not tell it, which usually means that the app
 * lacks a permission: absent is not empty. Source: https://open.feishu.cn/document/server-docs/contact-v3/user/get
 */
export interface PersonFields {
  unionId: string
  /** The platform's `user_id`; can be given to somebody else after its holder was deleted. */
  userId: string
  name: string
  enName: string
  nickname: string
  avatar: Avatar
  email: string
  enterpriseEmail: string
  /** With country code; mainland numbers may come without. */
  mobile: string
  mobileVisible: boolean
  gender: 'unknown' | 'male' | 'female' | 'other'
  state: PersonState
  /** open_department_ids; `0` is the root. */
  departmentIds: string[]
  /** open_id of whom the person reports to. */
  leaderId: string
  orders: PersonOrder[]
  city: string
  country: string
  workStation: string
  /** Epoch seconds. */
  joinedAtSeconds: number
  isTenantManager: boolean
  employeeNo: string
  /** 1 regular, 2 intern, 3 outsourced, 4 contractor, 5 consultant; others are the organisation's own. */
  employeeType: number
  jobTitle: string
  customAttributes: CustomAttribute[]
  dottedLineLeaderIds: string[]
  jobLevelId: string
  jobFamilyId: string
  geo: string
}

/** A person as one answer told them. `id` is the open_id: it differs per app and is never reused. */
export interface PersonRead extends Partial<PersonFields> {
  id: string
}

/** Whoever leads a department. */
export interface DepartmentLeader {
  /** open_id */
  personId: string
  kind: 'main' | 'deputy'
}

/** What may be known of a department; absent is not empty. Source: https://open.feishu.cn/document/server-docs/contact-v3/department/get */
export interface DepartmentFields {
  /** The organisation's own id of it; can be reused after the department was deleted. */
  customId: string
  /** open_department_id of the department above; `0` is the root. */
  parentId: string
  name: string
  /** By locale: `zh_cn`, `ja_jp`, `en_us`. */
  i18nName: Record<string, string>
  /** open_id of the main leader. */
  leaderId: string
  leaders: DepartmentLeader[]
  chatId: string
  /** Smaller comes first. */
  order: number
  unitIds: string[]
  /** Sub-departments included. */
  memberCount: number
  /** Members whose primary department it is. */
  primaryMemberCount: number
  isDeleted: boolean
  groupChatEmployeeTypes: number[]
  hrbpIds: string[]
}

/** A department as one answer told it. `id` is the open_department_id, which is never reused. */
export interface DepartmentRead extends Partial<DepartmentFields> {
  id: string
}

/** One page of a list. `next` is there when more follow. */
export interface Page<T> {
  items: T[]
  next?: string
}
