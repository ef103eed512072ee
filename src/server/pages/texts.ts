// Holds: the words of our pages in Chinese and English.

import type { Brand } from '../../feishu/index.ts'
import type { Language } from '../language.ts'

export interface Texts {
  htmlLanguage: string
  appName: string
  signedOutTitle: string
  signedOutText: string
  signIn: string
  retry: string
  welcome: string
  signedInTitle: string
  detailsLabel: string
  otherName: string
  organisation: string
  userId: string
  email: string
  enterpriseEmail: string
  mobile: string
  employeeNo: string
  signOut: string
  nameless: string
  home: string
  startAgain: string
  errorTitle: string
  requestId: string
}

const platformNames: Record<Language, Record<Brand, string>> = {
  zh: { feishu: '飞书', lark: 'Lark' },
  en: { feishu: 'Feishu', lark: 'Lark' },
}

/** The platform's name in the reader's language. */
export function platformName(language: Language, brand: Brand): string {
  return platformNames[language][brand]
}

const english = (platform: string): Texts => ({
  htmlLanguage: 'en',
  appName: 'Larkspur',
  signedOutTitle: 'Sign in',
  signedOutText: `Opened inside ${platform}, this app knows you by itself. In a browser, continue with your ${platform} account.`,
  signIn: `Sign in with ${platform}`,
  retry: 'Try again',
  welcome: `Welcome to ${platform}`,
  signedInTitle: 'Signed in',
  detailsLabel: 'What the app knows about you',
  otherName: 'Also called',
  organisation: 'Organisation',
  userId: 'User ID',
  email: 'E-mail',
  enterpriseEmail: 'Work e-mail',
  mobile: 'Phone',
  employeeNo: 'Employee no.',
  signOut: 'Sign out',
  nameless: 'No name',
  home: 'Back to the start page',
  startAgain: 'Sign in again',
  errorTitle: 'That did not work',
  requestId: 'Request id',
})

const chinese = (platform: string): Texts => {
  const spaced = platform === '飞书' ? platform : ` ${platform} `
  return {
    htmlLanguage: 'zh-CN',
    appName: 'Larkspur',
    signedOutTitle: '登录',
    signedOutText: `在${spaced}中打开时会自动登录。在浏览器中，请使用${spaced}账号继续。`,
    signIn: `使用${spaced}登录`,
    retry: '重试',
    welcome: `欢迎使用${spaced}`.trim(),
    signedInTitle: '已登录',
    detailsLabel: '应用了解到的信息',
    otherName: '其他姓名',
    organisation: '企业',
    userId: '用户 ID',
    email: '邮箱',
    enterpriseEmail: '企业邮箱',
    mobile: '手机',
    employeeNo: '工号',
    signOut: '退出登录',
    nameless: '未命名',
    home: '返回首页',
    startAgain: '重新登录',
    errorTitle: '操作未成功',
    requestId: '请求 ID',
  }
}

export function texts(language: Language, brand: Brand): Texts {
  const platform = platformName(language, brand)
  return language === 'zh' ? chinese(platform) : english(platform)
}
