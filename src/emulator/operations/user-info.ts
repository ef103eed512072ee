// Answers: authen/v1/user_info, and gives the v1 token endpoint the same facts.
import type { Person } from '../types.ts'
import type { Call, Operation } from './call.ts'
import { authenEnvelope } from './envelopes.ts'
import { type Identity, passGateway } from './gateway.ts'
import { requirePerson } from './person-status.ts'
import { Refusal } from './refusal.ts'
import { type Field, umbrellaScopes, visibleFields } from './visible-fields.ts'

/**
 * The avatar in one of the platform's sizes. An address that a test has set is left as it is.
 *
 * @param base what the caller put before the path; the caller's own name for the emulator is one that works for it
 */
export function avatarOf(
  { avatar_url }: Pick<Person, 'avatar_url'>,
  size: 72 | 240 | 640,
  base?: string,
): string {
  const [, origin, path] = /^(https?:\/\/[^/]+)(\/_emulator\/avatar\/[^/]+)\/72\.svg$/.exec(avatar_url) ?? []
  return path === undefined ? avatar_url : `${base ?? origin}${path}/${size}.svg`
}

/** Who a person is, as far as this identity may know. */
export function personFields(identity: Identity, person: Person, { base }: Call): Record<string, unknown> {
  const fields: Record<string, Field> = {
    name: { value: person.name },
    en_name: { value: person.en_name },
    avatar_url: { value: avatarOf(person, 72, base) },
    avatar_thumb: { value: avatarOf(person, 72, base) },
    avatar_middle: { value: avatarOf(person, 240, base) },
    avatar_big: { value: avatarOf(person, 640, base) },
    open_id: { value: person.open_id },
    union_id: { value: person.union_id },
    email: { value: person.email, anyOf: ['contact:user.email:readonly'] },
    enterprise_email: { value: person.enterprise_email, anyOf: ['contact:user.employee:readonly'] },
    user_id: { value: person.user_id, anyOf: ['contact:user.employee_id:readonly'] },
    mobile: { value: person.mobile, anyOf: ['contact:user.phone:readonly'] },
    employee_no: { value: person.employee_no, anyOf: ['contact:user.employee:readonly', ...umbrellaScopes] },
    tenant_key: { value: person.tenant_key },
  }
  return visibleFields(identity, fields)
}

export const userInfoOperation: Operation = {
  name: 'user_info',
  method: 'GET',
  path: '/open-apis/authen/v1/user_info',
  hosts: ['open'],
  codes: [20001, 20005, 20008, 20021, 20022, 20023, 20050],
  malformed: 20001,
  envelope: authenEnvelope,
  run(state, call) {
    const identity = passGateway(state, call, { tokens: ['user'], namesHolder: true })
    if (identity.user === undefined) throw new Refusal(20005)
    const person = requirePerson(state, identity.app, identity.user.person, 'named')
    const data = personFields(identity, person, call)
    return { status: 200, body: { code: 0, msg: 'success', data } }
  },
}
