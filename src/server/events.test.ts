import { expect, test } from 'vitest'
import { signInInClient, whoAmI } from '../../test/support/sign-in.ts'
import { createVisitor } from '../../test/support/visitor.ts'
import { startWorld, type WorldOptions } from '../../test/support/world.ts'

const encryptKey = 'an encrypt key of the tests'
const verificationToken = 'a verification token of the tests'

/** An app that takes the emulator's events, and has read the whole organisation once. */
async function startDirectory(options: WorldOptions = {}) {
  const world = await startWorld({
    ...options,
    emulator: { organisation: { users: 60 }, ...options.emulator },
    larkspur: (feishu, url) => ({
      feishu: {
        appId: feishu.env.APP_ID,
        appSecret: feishu.env.APP_SECRET,
        host: feishu.env.FEISHU_HOST,
        events: { encryptKey, verificationToken },
      },
      ...(typeof options.larkspur === 'function' ? options.larkspur(feishu, url) : options.larkspur),
    }),
  })
  await world.feishu.events.subscribe({ url: `${world.url}/auth/events`, encryptKey, verificationToken })
  await world.larkspur.directory.sync()
  return world
}

test('somebody who leaves is out at the next request', async () => {
  await using world = await startDirectory()
  const visitor = createVisitor(world.url)
  await signInInClient(world, visitor, 3)
  const before = await whoAmI(visitor)
  expect(before).not.toBeNull()
  const person = world.feishu.organisation.leave(3)
  await world.feishu.events.settled()
  expect(await whoAmI(visitor)).toBeNull()
  expect(await world.larkspur.directory.user(person.open_id)).toMatchObject({ removedReason: 'left' })
  expect((await world.larkspur.directory.events()).items).toMatchObject([{ state: 'done' }])
})
