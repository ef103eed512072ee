// Tries: what becomes of the tokens that a sign-in brings.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Flows, newBrowser, personInfo, startFlows } from '../../test/support/sign-in-flows.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { SignIn } from './index.ts'

const owner = { brand: 'feishu', appId: 'cli_0123456789abcdef', tenantKey: 'tenant-1', openId: 'ou_1' }

describe('user tokens of a sign-in', () => {
  let flows: Flows
  beforeEach(async () => {
    flows = await startFlows()
  })
  afterEach(() => flows[Symbol.asyncDispose]())

  async function inClient(signIn: SignIn, scopes: string[], scope: string) {
    const browserId = newBrowser()
    const { attempt, scopeList } = await signIn.startInClient({ browserId, scopes })
    const code = flows.clientCode(personInfo(1), { scope })
    return { scopeList, ...(await signIn.finishInClient({ browserId, attempt, code })) }
  }

  it('are kept for the person, with what was asked for and what was granted', async () => {
    const signIn = flows.make({ scopes: ['offline_access'] })
    const browserId = newBrowser()
    const { location } = await signIn.startRedirect({
      browserId,
      scopes: ['task:task:read'],
      granted: ['calendar:calendar:readonly'],
    })
    const asked = ['offline_access', 'task:task:read', 'calendar:calendar:readonly']
    expect(new URL(location).searchParams.get('scope')).toBe(asked.join(' '))
    const query = flows.approve(location, personInfo(1), { scope: 'task:task:read' })
    await signIn.finishRedirect({ browserId, query })
    expect(flows.kept).toEqual([{ owner, scopes: ['task:task:read'], asked }])
  })

  it('belong to the open_id, whatever keys the person', async () => {
    const signIn = flows.make({ policy: { subjectType: 'union_id' } })
    await inClient(signIn, [], 'a')
    expect(flows.kept).toMatchObject([{ owner }])
  })

  it('tell what was granted in the client', async () => {
    const { scopeList, scopes } = await inClient(flows.make({ scopes: ['a'] }), ['b'], 'a')
    expect({ scopeList, scopes }).toEqual({ scopeList: ['a', 'b'], scopes: ['a'] })
    expect(flows.kept).toMatchObject([{ scopes: ['a'], asked: ['a', 'b'] }])
  })

  it('tell what the kept tokens cover, when those of before cover more', async () => {
    const userTokens = { keep: async () => ['a', 'b', 'c'], forget: async () => {} }
    expect((await inClient(flows.make({ userTokens }), [], 'a')).scopes).toEqual(['a', 'b', 'c'])
  })

  it('were not asked for by a QR code', async () => {
    const signIn = flows.make({ scopes: ['a'] })
    const browserId = newBrowser()
    const { goto } = await signIn.startQr({ browserId })
    const query = flows.approve(goto, personInfo(1), { scope: 'earlier' })
    await signIn.finishRedirect({ browserId, query })
    expect(flows.kept).toEqual([{ owner, scopes: ['earlier'], asked: [] }])
  })

  it('of the old mini program login are not kept', async () => {
    await flows.make().finishMiniProgram({ code: flows.clientCode(personInfo(1), { login: true }) })
    expect(flows.kept).toEqual([])
  })

  it('of somebody who may not be here are not kept', async () => {
    const signIn = flows.make({ policy: { allowedTenants: ['tenant-2'] } })
    await expect(inClient(signIn, [], 'a')).rejects.toMatchObject({ code: 'tenant_not_allowed' })
    expect(flows.kept).toEqual([])
  })

  it('D29 of somebody who leaves at the last moment are forgotten, and the sign-in ends', async () => {
    const signIn = flows.make()
    await inClient(signIn, [], 'a')
    const { identities } = flows.database
    const forgotten: string[] = []
    const late = flows.make({
      userTokens: {
        async keep() {
          const [person] = await identities.findByOpenId('feishu', owner.appId, owner.openId)
          await identities.block(person?.identityId ?? '', 'resigned', flows.context.time.now)
          return []
        },
        forget: async ({ openId }) => void forgotten.push(openId),
      },
    })
    await expect(inClient(late, [], 'a')).rejects.toMatchObject({ code: 'user_resigned' })
    expect(forgotten).toEqual([owner.openId])
  })

  it('that cannot be kept end the sign-in, with the store’s own error', async () => {
    const userTokens = {
      keep: async () => {
        throw new LarkspurError('storage_unavailable')
      },
      forget: async () => {},
    }
    await expect(inClient(flows.make({ userTokens }), [], 'a')).rejects.toMatchObject({
      code: 'storage_unavailable',
    })
  })

  it.each([[['a b']], [['']], [Array.from({ length: 51 }, (_, n) => `s:${n}`)]])(
    'are not asked for with scopes that are none, or too many (case %#)',
    async (scopes) => {
      const signIn = flows.make()
      const browserId = newBrowser()
      for (const start of [signIn.startRedirect, signIn.startInClient]) {
        await expect(start({ browserId, scopes })).rejects.toMatchObject({ code: 'request_invalid' })
      }
    },
  )
})
