// Decides: which secrets a change of an instance must bring along.

import { type ElementProblem, problemOf, type StoredElement } from '../../elements/index.ts'
import { type Brand, resolvePlatform } from '../../feishu/index.ts'
import type { ElementChanges } from '../elements-types.ts'

const elsewhere = {
  en: 'The App Secret is sent to the platform host: with another host, platform or App ID it must be entered anew.',
  zh: 'App Secret 会发送到平台地址：更改平台地址、平台或 App ID 时须重新填写。',
}
const unreadable = {
  en: 'The App Secret that is kept cannot be decrypted: enter it anew.',
  zh: '无法解密已保存的 App Secret，请重新填写。',
}
const unknownEvents = {
  en: 'Whether there are event secrets cannot be decrypted: enter them anew, or take no events.',
  zh: '无法解密已保存的事件密钥：请重新填写，或不再接收事件。',
}
const formerEvents = {
  en: 'The event secrets are those of the former app: enter those of this one, or take no events.',
  zh: '已保存的事件密钥属于原应用：请填写新应用的密钥，或不再接收事件。',
}

/** Where the secret is sent, and whose it is. What leads to no platform is compared as it is written. */
function holder(config: Record<string, unknown>): { sentTo: string; app: string } {
  const { appId, brand, host } = config
  try {
    const platform = resolvePlatform({
      ...(brand ? { brand: brand as Brand } : {}),
      ...(host ? { host: host as string } : {}),
      allowInsecureHosts: true,
    })
    return {
      sentTo: JSON.stringify([appId, platform.brand, platform.hosts]),
      app: JSON.stringify([appId, platform.brand]),
    }
  } catch {
    return { sentTo: JSON.stringify([appId, brand, host]), app: JSON.stringify([appId, brand]) }
  }
}

export interface NeededAnew {
  /** Of secrets that are left out. */
  problems: ElementProblem[]
  /** What is kept of events is not of the app that it becomes. */
  isOtherApp: boolean
}

/** @param after the configuration that it would have */
export function neededAnew(
  { fullName, config, appSecret, eventSecrets }: StoredElement,
  after: Record<string, unknown>,
  changes: ElementChanges,
): NeededAnew {
  const [was, becomes] = [holder(config), holder(after)]
  const isOtherApp = was.app !== becomes.app
  const problems: ElementProblem[] = []
  if (changes.appSecret === undefined) {
    if (appSecret === null) problems.push(problemOf(fullName, 'appSecret', unreadable))
    else if (was.sentTo !== becomes.sentTo) problems.push(problemOf(fullName, 'appSecret', elsewhere))
  }
  if (changes.events === undefined) {
    if (appSecret === null) problems.push(problemOf(fullName, 'events', unknownEvents))
    else if (isOtherApp && eventSecrets !== null) problems.push(problemOf(fullName, 'events', formerEvents))
  }
  return { problems, isOtherApp }
}
