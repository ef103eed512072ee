// Names: fields of people and departments, for readers.

import type { AppContext } from '../../context.ts'
import { words } from '../texts.ts'

const en: Record<string, string> = {
  name: 'name',
  enName: 'English name',
  i18nName: 'names in other languages',
  nickname: 'nickname',
  avatar: 'picture',
  userId: 'user_id',
  unionId: 'union_id',
  email: 'mail',
  enterpriseEmail: 'enterprise mail',
  mobile: 'phone',
  gender: 'gender',
  departments: 'departments',
  leaderId: 'leader',
  leaders: 'leaders',
  state: 'state',
  city: 'city',
  country: 'country',
  workStation: 'work station',
  joinedAtSeconds: 'joining date',
  isTenantManager: 'administrator of the organisation',
  employeeType: 'kind of employment',
  employeeNo: 'employee number',
  jobTitle: 'job title',
  customAttributes: 'custom fields',
  customId: 'own id',
  chatId: 'group chat',
  parentId: 'parent',
  treeParentId: 'place in the tree',
  order: 'order',
  memberCount: 'number of members',
  primaryMemberCount: 'number of primary members',
  unitIds: 'units',
  hrbpIds: 'HR business partners',
}

const zh: Record<string, string> = {
  name: '姓名/名称',
  enName: '英文名',
  i18nName: '多语言名称',
  nickname: '别名',
  avatar: '头像',
  userId: 'user_id',
  unionId: 'union_id',
  email: '邮箱',
  enterpriseEmail: '企业邮箱',
  mobile: '手机号',
  gender: '性别',
  departments: '所属部门',
  leaderId: '直属上级/负责人',
  leaders: '负责人',
  state: '状态',
  city: '城市',
  country: '国家或地区',
  workStation: '工位',
  joinedAtSeconds: '入职日期',
  isTenantManager: '企业管理员',
  employeeType: '人员类型',
  employeeNo: '工号',
  jobTitle: '职务',
  customAttributes: '自定义字段',
  customId: '自定义 ID',
  chatId: '部门群',
  parentId: '上级部门',
  treeParentId: '组织架构中的位置',
  order: '排序',
  memberCount: '成员数',
  primaryMemberCount: '主属成员数',
  unitIds: '单位',
  hrbpIds: 'HRBP',
}

/** Those that have no name for readers stay as they are called. */
export function fieldNames(c: AppContext, fields: readonly string[]): string {
  const names = words(c, { en, zh })
  return fields.map((field) => names[field] ?? field).join(c.get('language') === 'zh' ? '、' : ', ')
}
