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
  agree: string
  qrLink: string
  qrTitle: string
  qrText: string
  qrNoScript: string
  qrInstead: string
  deniedTitle: string
  deniedText: string
  back: string
  jsapiLink: string
  jsapiTitle: string
  jsapiText: string
  jsapiOutside: string
  jsapiNoScript: string
  jsapiChoice: string
  jsapiParams: string
  jsapiCall: string
  jsapiCalls: string
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
  agree: 'Continue and agree',
  qrLink: 'Scan a QR code',
  qrTitle: 'Scan to sign in',
  qrText: `Open ${platform} on your phone, scan the code, and confirm there.`,
  qrNoScript: 'The code needs JavaScript. You can use this browser instead.',
  qrInstead: 'Use this browser instead',
  deniedTitle: 'You did not agree',
  deniedText: 'Nothing has changed: you are still signed in, and the app may do what it could do before.',
  back: 'Back to where you were',
  jsapiLink: 'Try the JSAPI',
  jsapiTitle: 'JSAPI',
  jsapiText: `Choose one of the calls that ${platform} offers to pages, change its parameters, and see what it answers.`,
  jsapiOutside: `This page is not open inside ${platform}, so every call is refused. Open it there as a web app; while developing, open it in the simulated client of the emulator's console.`,
  jsapiNoScript: 'This page needs JavaScript.',
  jsapiChoice: 'Call',
  jsapiParams: 'Parameters (JSON)',
  jsapiCall: 'Make the call',
  jsapiCalls: 'Calls and answers',
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
    agree: '继续并授权',
    qrLink: '扫码登录',
    qrTitle: '扫码登录',
    qrText: `请打开手机上的${spaced}，扫描二维码并在手机上确认。`,
    qrNoScript: '二维码需要启用 JavaScript。您也可以在本浏览器中登录。',
    qrInstead: '在浏览器中登录',
    deniedTitle: '您未同意授权',
    deniedText: '一切保持不变：您仍处于登录状态，应用的权限也与之前相同。',
    back: '返回之前的页面',
    jsapiLink: '试用 JSAPI',
    jsapiTitle: 'JSAPI',
    jsapiText: `选择${spaced}提供给网页的接口，修改参数，查看返回结果。`,
    jsapiOutside: `本页面未在${spaced}中打开，所有调用都会被拒绝。请在${spaced}中以网页应用打开；开发时可在模拟器控制台的模拟客户端中打开。`,
    jsapiNoScript: '本页面需要启用 JavaScript。',
    jsapiChoice: '接口',
    jsapiParams: '参数（JSON）',
    jsapiCall: '调用',
    jsapiCalls: '调用与返回',
  }
}

export function texts(language: Language, brand: Brand): Texts {
  const platform = platformName(language, brand)
  return language === 'zh' ? chinese(platform) : english(platform)
}
