// Holds: what the commands tell a person, in Chinese and English.

import type { Language } from './words.ts'

/** Where everything is, and who may open the console. */
export interface DevPlaces {
  appUrl: string
  feishuUrl: string
  administrator: string
}

export function devHelp(language: Language, { appUrl, feishuUrl, administrator }: DevPlaces): string[] {
  const consoleUrl = `${feishuUrl}/_emulator/`
  return language === 'zh'
    ? [
        '',
        '  飞燕草 Larkspur 已启动。',
        '',
        `  模拟飞书    ${consoleUrl}`,
        '              选择一位成员，点击「以…的身份打开应用」：应用会自动登录，无需密码。',
        `  应用        ${appUrl}/`,
        '              在普通浏览器标签页中打开，点击「使用飞书登录」，选择成员并同意授权；',
        `              或点击「扫码登录」，再用模拟手机扫码：${consoleUrl}phone`,
        `  管理控制台  ${appUrl}/console`,
        `              先以「${administrator}」登录应用，此人即成为管理员。`,
        '',
        '  按 Ctrl-C 停止。',
        '',
      ]
    : [
        '',
        '  Larkspur is running.',
        '',
        `  Emulated Feishu  ${consoleUrl}`,
        '                   Choose a person, click "Open app as …": it signs in by itself, no password.',
        `  The app          ${appUrl}/`,
        '                   In an ordinary tab: click "Sign in with Feishu", choose a person, agree;',
        `                   or click "Scan a QR code" and scan it with the simulated phone: ${consoleUrl}phone`,
        `  The console      ${appUrl}/console`,
        `                   Sign in to the app as ${administrator}, who becomes the administrator by it.`,
        '',
        '  Ctrl-C stops both.',
        '',
      ]
}

export function emulatorHelp(language: Language, feishuUrl: string): string[] {
  const consoleUrl = `${feishuUrl}/_emulator/`
  return language === 'zh'
    ? [`模拟飞书已启动：${consoleUrl}`, '请将上面的三行写入应用的 .env。按 Ctrl-C 停止。']
    : [
        `Emulated Feishu is running: ${consoleUrl}`,
        'Put the three lines above into the .env of your app. Ctrl-C stops it.',
      ]
}
