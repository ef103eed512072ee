// Chooses: the words of the console in the reader's language. Every page brings its own two sets.

import type { AppContext } from '../context.ts'

/** The same words in both languages. */
export interface Words<T> {
  en: T
  zh: T
}

export function words<T>(c: AppContext, both: Words<T>): T {
  return both[c.get('language')]
}

/** Words of the frame. */
export const frameWords = {
  en: {
    htmlLanguage: 'en',
    console: 'Larkspur console',
    sections: 'Sections',
    skip: 'Skip to the content',
    overview: 'Overview',
    methods: 'Sign-in methods',
    people: 'People',
    departments: 'Departments',
    sync: 'Synchronisation',
    events: 'Events',
    signIns: 'Sign-ins',
    audit: 'Audit log',
    tokens: 'Tokens',
    signedInAs: 'Signed in as',
    signOut: 'Sign out',
    newer: 'First page',
    older: 'Next page',
    never: 'never',
    none: '–',
    yes: 'yes',
    no: 'no',
    cancel: 'Cancel',
    copy: 'Copy',
    copied: 'Copied',
    utc: 'UTC',
  },
  zh: {
    htmlLanguage: 'zh-CN',
    console: 'Larkspur 控制台',
    sections: '栏目',
    skip: '跳到正文',
    overview: '概览',
    methods: '登录方式',
    people: '人员',
    departments: '部门',
    sync: '同步',
    events: '事件',
    signIns: '登录记录',
    audit: '审计日志',
    tokens: '凭证',
    signedInAs: '当前账号',
    signOut: '退出登录',
    newer: '第一页',
    older: '下一页',
    never: '从未',
    none: '–',
    yes: '是',
    no: '否',
    cancel: '取消',
    copy: '复制',
    copied: '已复制',
    utc: 'UTC',
  },
} satisfies Words<Record<string, string>>
