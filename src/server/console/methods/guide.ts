// Says: step by step, what is done at the platform before a sign-in method can be made here.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import type { Markup } from '../frame.ts'
import { type Words, words } from '../texts.ts'

const guideWords = {
  en: {
    title: 'At the platform first',
    console: 'Open the developer console',
    steps: [
      'Create a custom app of your own organisation, or open the one that you have.',
      'Add the capability “Web app”.',
      'Copy App ID and App Secret from Credentials & Basic Info.',
      'Add the redirect URI under Security Settings > Redirect URLs:',
      'Publish a version, available to everybody who is to sign in.',
    ],
    pattern: 'NAME is the name that you choose here.',
  },
  zh: {
    title: '先在开放平台上完成',
    console: '打开开发者后台',
    steps: [
      '创建本企业的自建应用，或打开已有应用。',
      '添加应用能力「网页应用」。',
      '在「凭证与基础信息」中复制 App ID 和 App Secret。',
      '在「安全设置 > 重定向 URL」中添加重定向地址：',
      '发布版本，可用范围须包含所有需要登录的人。',
    ],
    pattern: 'NAME 为您在此填写的名称。',
  },
} satisfies Words<{ title: string; console: string; steps: string[]; pattern: string }>

const redirectStep = 3

export function guide(c: AppContext): Markup {
  const text = words(c, guideWords)
  const { origin } = c.get('services').settings
  return html`<aside class="card guide" aria-labelledby="guide-title">
<h2 id="guide-title">${text.title}</h2>
<ol>${text.steps.map(
    (step, at) =>
      html`<li>${step}${
        at === redirectStep
          ? html` <code data-redirect-of="name">${origin}/auth/callback/NAME</code> <span class="hint">${text.pattern}</span>`
          : ''
      }</li>`,
  )}</ol>
<p><a href="https://open.feishu.cn/app" rel="noreferrer" target="_blank">${text.console} (Feishu)</a> ·
<a href="https://open.larksuite.com/app" rel="noreferrer" target="_blank">Lark</a></p>
</aside>`
}
