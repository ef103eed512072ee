import { expect, test } from 'vitest'
import { signInByRedirect, signInInClient, whoAmI } from './support/sign-in.ts'
import { createVisitor } from './support/visitor.ts'
import { startWorld } from './support/world.ts'

test('D37 200 interleaved sign-ins with random delays each end as their own person', async () => {
  await using world = await startWorld({ larkspur: { signInPerMinute: 0, signInsAtOnce: 0 } })
  // Exchange and user_info answer after random delays, so that sign-ins overtake each other.
  for (const operation of ['oauth.v2.token', 'user_info']) {
    for (let n = 0; n < 200; n++) {
      world.feishu.faults.add({ operation, effect: { kind: 'delay', ms: Math.floor(Math.random() * 250) } })
    }
  }
  const active = Array.from({ length: 200 }, (_, index) => world.feishu.people.get(index)).filter(
    (person) =>
      person?.status.is_activated && !Object.values({ ...person.status, is_activated: false }).includes(true),
  )
  const ids = await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      const person = active[n % active.length]
      const visitor = createVisitor(world.url)
      const way = n % 2 === 0 ? signInInClient : signInByRedirect
      const response = await way(world, visitor, person?.index ?? -1)
      expect([200, 302], await response.clone().text()).toContain(response.status)
      return [person?.open_id, (await whoAmI(visitor))?.openId]
    }),
  )
  expect(ids).toHaveLength(200)
  for (const [wanted, got] of ids) expect(got).toBe(wanted)
})
