// Lists: what administrators do, with its words.

/** Every action of the audit log, in English and Chinese. */
export const auditActions = {
  'element.create': { en: 'made a sign-in method', zh: '新建登录方式' },
  'element.update': { en: 'changed a sign-in method', zh: '修改登录方式' },
  'element.enable': { en: 'switched a sign-in method on', zh: '启用登录方式' },
  'element.disable': { en: 'switched a sign-in method off', zh: '停用登录方式' },
  'element.delete': { en: 'deleted a sign-in method', zh: '删除登录方式' },
  'element.test': { en: 'tested a sign-in method', zh: '测试登录方式' },
  'element.sync_user': { en: 'synchronised a person by a function', zh: '通过函数同步人员' },
  'element.sync_department': { en: 'synchronised departments by a function', zh: '通过函数同步部门' },
  'role.grant': { en: 'gave a role', zh: '授予角色' },
  'role.revoke': { en: 'took a role away', zh: '收回角色' },
  'sessions.end': { en: 'ended a session', zh: '结束会话' },
  'sessions.end_all': { en: 'ended all sessions', zh: '结束全部会话' },
  'tokens.withdraw': { en: 'withdrew tokens', zh: '撤销凭证' },
  'identity.expect': { en: 'expected a person', zh: '预先登记人员' },
  'identity.cancel_expected': { en: 'expected a person no longer', zh: '取消预先登记' },
  'identity.unbind': { en: 'unbound an identity', zh: '解除身份绑定' },
  'person.read': { en: 'read a person anew', zh: '重新读取人员' },
  'sync.start': { en: 'started a synchronisation', zh: '开始同步' },
  'sync.stop': { en: 'stopped a synchronisation', zh: '停止同步' },
  'sync.confirm': { en: 'confirmed removals', zh: '确认移除' },
  'sign_ins.export': { en: 'exported sign-ins', zh: '导出登录记录' },
  'audit.export': { en: 'exported the audit log', zh: '导出审计日志' },
} as const satisfies Record<string, { en: string; zh: string }>

export type AuditAction = keyof typeof auditActions
