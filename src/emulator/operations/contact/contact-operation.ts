// Builds: the operations of the contact API. What they have in common is checked here, in the platform's order.
import type { Tier } from '../../state/rate-limits.ts'
import type { State } from '../../state/state.ts'
import type { Call, Operation } from '../call.ts'
import { contactEnvelope } from '../envelopes.ts'
import { checkScopes, type Identity, passGateway, scopesOf, type TokenKind } from '../gateway.ts'
import { employeeId } from './contact-scopes.ts'
import { type DepartmentIdType, departmentIdTypes, type PersonIdType, personIdTypes } from './ids.ts'
import { readOneOf } from './parameters.ts'
import { type Reach, reachOf } from './reach.ts'

/** One question to the contact API that the gateway has let pass. */
export interface Question {
  state: State
  call: Call
  identity: Identity
  reach: Reach
  personIds: PersonIdType
  departmentIds: DepartmentIdType
}

export interface ContactOperation {
  name: string
  method?: 'GET' | 'POST'
  /** Behind `/open-apis/`. */
  path: string
  tokens: readonly TokenKind[]
  scopes: readonly string[]
  tier?: Tier
  /** Codes of its own table. */
  codes: readonly number[]
  /** Code of a body or field of another type; default the gateway's. */
  malformed?: number
  /** False when it takes no types of ids. */
  ids?: boolean
  /** The `data` of the answer. */
  answer(question: Question): Record<string, unknown>
}

type IdTypes = Pick<Question, 'personIds' | 'departmentIds'>
const usualTypes: IdTypes = { personIds: 'open_id', departmentIds: 'open_department_id' }

function readIdTypes(identity: Identity, call: Call): IdTypes {
  const personIds = readOneOf(call.query, 'user_id_type', personIdTypes, usualTypes.personIds)
  const departmentIds = readOneOf(
    call.query,
    'department_id_type',
    departmentIdTypes,
    usualTypes.departmentIds,
  )
  if (personIds === 'user_id' && !scopesOf(identity).has(employeeId))
    checkScopes(identity, [employeeId], call)
  return { personIds, departmentIds }
}

export function contactOperation(given: ContactOperation): Operation {
  const {
    name,
    method = 'GET',
    path,
    tokens,
    scopes,
    tier,
    codes,
    malformed = 99992402,
    ids = true,
    answer,
  } = given
  return {
    name,
    method,
    path: `/open-apis/${path}`,
    hosts: ['open'],
    codes,
    malformed,
    jsonOnly: true,
    ...(tier === undefined ? {} : { tier }),
    envelope: contactEnvelope,
    run(state, call) {
      const identity = passGateway(state, call, { tokens, scopes })
      const types = ids ? readIdTypes(identity, call) : usualTypes
      const data = answer({ state, call, identity, reach: reachOf(state, identity), ...types })
      return { status: 200, body: { code: 0, msg: 'success', data } }
    },
  }
}
