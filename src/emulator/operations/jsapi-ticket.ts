// Answers: jssdk/ticket/get.
import type { State } from '../state/state.ts'
import type { Answer, Call, Operation } from './call.ts'
import { ordinaryEnvelope } from './envelopes.ts'
import { passGateway } from './gateway.ts'
import { GatewayRefusal } from './refusal.ts'

function issueTicket(state: State, call: Call): Answer {
  const { app } = passGateway(state, call, { tokens: ['tenant'] })
  const now = state.clock.now()
  const { calls, endsAt } = state.ticketCalls.count(app.appId, now)
  if (calls > state.switches.ticketQuota) {
    const reset = Math.ceil((endsAt - now) / 1000)
    throw new GatewayRefusal(99991400, undefined, {}, { limit: state.switches.ticketQuota, reset })
  }
  const ticket = state.jsapiTickets.current(app.appId, now)
  const data = { expire_in: Math.floor((ticket.expiresAt - now) / 1000), ticket: ticket.value }
  return { status: 200, body: { code: 0, msg: 'ok', data } }
}

const shared = {
  name: 'jssdk.ticket.get',
  path: '/open-apis/jssdk/ticket/get',
  hosts: ['open'],
  codes: [10003],
  malformed: 10003,
  envelope: ordinaryEnvelope,
  run: issueTicket,
} as const

export const jsapiTicketOperations: readonly Operation[] = [
  { ...shared, method: 'POST' },
  // An official sample calls it by GET, the reference says POST: hence the switch.
  { ...shared, method: 'GET', served: (state) => state.switches.allowGet },
]
