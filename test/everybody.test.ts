import { expect, test } from 'vitest'
import { signInInClient, whoAmI } from './support/sign-in.ts'
import { createVisitor } from './support/visitor.ts'
import { startWorld } from './support/world.ts'

test('of the 208 people of `npm run dev`, 200 are signed in by the client, and 8 learn why not', async () => {
  await using world = await startWorld({
    emulator: { organisation: { users: 208 } },
    larkspur: { signInPerMinute: 0 },
  })
  const endings = new Map<string, number>()
  for (let index = 0; index < 208; index++) {
    const visitor = createVisitor(world.url)
    const response = await signInInClient(world, visitor, index)
    const who = await whoAmI(visitor)
    if (response.ok) expect(who?.openId).toBe(world.feishu.people.get(index)?.open_id)
    else expect(who).toBeNull()
    const ending = response.ok
      ? 'signed in'
      : ((await response.json()) as { error: { code: string } }).error.code
    endings.set(ending, (endings.get(ending) ?? 0) + 1)
  }
  expect(endings.get('signed in')).toBe(200)
  expect(
    [...endings.keys()].filter((code) => code !== 'signed in').every((code) => code.startsWith('user_')),
  ).toBe(true)
})
