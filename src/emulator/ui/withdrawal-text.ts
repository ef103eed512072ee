// Holds: the words of the page on which a person withdraws what they have granted.
import type { Language } from './views.ts'

interface WithdrawalText {
  title: string
  whose: string
  withdraw: (app: string) => string
  effect: string
  noneTitle: string
  noneLead: string
  another: string
}

export const withdrawalTexts: Readonly<Record<Language, WithdrawalText>> = {
  en: {
    title: 'Apps with access',
    whose: 'On the platform this page shows your own apps. Here you can be anyone.',
    withdraw: (app) => `Withdraw access of ${app}`,
    effect:
      'Withdrawing ends every token that the app holds for this person. The next sign-in asks for consent again.',
    noneTitle: 'No app has access',
    noneLead: 'This person has not signed in to any app, or has withdrawn everything.',
    another: 'Choose someone else',
  },
  zh: {
    title: '已授权的应用',
    whose: '在真实平台上，此页显示你自己的授权；在模拟器里，你可以选择任何人。',
    withdraw: (app) => `取消对“${app}”的授权`,
    effect: '取消授权后，该应用为此人持有的所有凭证立即失效；下次登录会重新请求授权。',
    noneTitle: '没有已授权的应用',
    noneLead: '此人尚未登录任何应用，或已取消全部授权。',
    another: '选择其他人',
  },
}
