// Tries: what all flows have in common.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Flows, secret, startFlows, url } from '../../test/support/sign-in-flows.ts'

describe('sign-in', () => {
  let flows: Flows
  beforeEach(async () => {
    flows = await startFlows()
  })
  afterEach(() => flows[Symbol.asyncDispose]())

  it.each([
    ['a public address with a path', { url: `${url}/x` }],
    ['an empty list of tenants', { policy: { allowedTenants: [] } }],
    ['an empty tenant', { policy: { allowedTenants: [''] } }],
    ['a name that is none', { instance: '2' }],
    ['no time', { attemptLifeMs: 0 }],
    ['a time that is no number', { attemptLifeMs: Number.NaN }],
  ])('does not start with %s', (_, changes) => {
    expect(() => flows.make(changes)).toThrow(expect.objectContaining({ code: 'configuration_invalid' }))
  })

  it('D49 no failure shows the secret, a code, a state or a token', async () => {
    const told: string[] = []
    for (const number of [20002, 20003, 20010, 20021, 20049, 20050, 20066, 99991400, 12345]) {
      const { signIn, browserId, query } = await flows.started()
      const issued = flows.codes.get(query.get('code') ?? '')
      if (issued) issued.refusal = number
      const error = await signIn.finishRedirect({ browserId, query }).catch((thrown) => thrown)
      const everything = [error, error.cause, error.stack, JSON.stringify(error), ...flows.context.logs].join(
        '\n',
      )
      for (const marker of [secret, query.get('code') ?? '-', query.get('state') ?? '-', browserId, 'eyJ.']) {
        expect(everything, `${number}`).not.toContain(marker)
      }
      told.push(error.code)
    }
    expect(new Set(told).size).toBeGreaterThan(5)
  })
})
