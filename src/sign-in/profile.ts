// Shapes: what the platform says about a person into what is kept of it.

import type { UserInfo } from '../feishu/index.ts'
import type { Profile } from './ports.ts'

/** Longer texts are cut, never refused: a name of 10 KB must not keep anybody out. */
const longestText = 1_024

/** Replaces the former profile as a whole: a field whose permission was withdrawn must not live on. */
export function profileOf(info: UserInfo): Profile {
  return {
    name: clip(info.name),
    enName: clip(info.enName),
    avatarUrl: info.avatarUrl,
    openId: info.openId,
    unionId: info.unionId,
    ...(info.userId === undefined ? {} : { userId: info.userId }),
    ...(info.email === undefined ? {} : { email: clip(info.email) }),
    ...(info.enterpriseEmail === undefined ? {} : { enterpriseEmail: clip(info.enterpriseEmail) }),
    ...(info.mobile === undefined ? {} : { mobile: clip(info.mobile) }),
    ...(info.employeeNo === undefined ? {} : { employeeNo: clip(info.employeeNo) }),
    emailVerified: false,
  }
}

/** Counts characters, not halves of them; NUL and lone surrogates are what some databases refuse. */
function clip(text: string): string {
  return [...text.toWellFormed().replaceAll('\0', '')].slice(0, longestText).join('')
}
