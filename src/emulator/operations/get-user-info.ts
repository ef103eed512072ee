// Answers: tt.getUserInfo: who is in front of the client, without any id.
import type { State } from '../state/state.ts'
import type { ClientAnswer } from '../types.ts'
import { succeed } from './bridge-answers.ts'
import type { JsapiCall } from './jsapi-call.ts'

/** No id at all, as on the platform: this call cannot tell who somebody is. */
export function getUserInfo(state: State, { api, profile, person, appId }: JsapiCall): ClientAnswer {
  const found = state.organisation.person(person, appId)
  const { name = '', en_name = '', avatar_url = '' } = found ?? {}
  const { gender, city } = state.organisation.traits(person)
  const userInfo = {
    nickName: profile.language === 'zh_CN' ? name : en_name || name,
    avatarUrl: avatar_url,
    gender: ['', 'male', 'female'][gender] ?? '',
    country: '',
    city,
    language: profile.language,
  }
  const i18nName = { en_us: en_name, ja_jp: '', zh_cn: name }
  return succeed(api, { userInfo, rawData: JSON.stringify({ ...userInfo, i18nName }) })
}
