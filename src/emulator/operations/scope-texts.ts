// Describes: scopes in the words of a person who is asked to agree.
import type { Language } from '../ui/views.ts'

const texts: Readonly<Record<string, Record<Language, string>>> = {
  'contact:contact.base:readonly': { zh: '获取通讯录基本信息', en: 'Read basic contact information' },
  'contact:user.base:readonly': { zh: '获取你的基本信息', en: 'Read your basic profile' },
  'contact:user.email:readonly': { zh: '获取你的邮箱', en: 'Read your email address' },
  'contact:user.employee:readonly': { zh: '获取你的雇佣信息', en: 'Read your employment details' },
  'contact:user.employee_id:readonly': { zh: '获取你的用户 ID', en: 'Read your user ID' },
  'contact:user.phone:readonly': { zh: '获取你的手机号', en: 'Read your mobile number' },
  offline_access: { zh: '在你离开后保持访问', en: 'Keep access while you are away' },
}

/** Empty for a scope that we have no words for: the page then shows its name alone. */
export function describeScope(scope: string, language: Language): string {
  return texts[scope]?.[language] ?? ''
}
