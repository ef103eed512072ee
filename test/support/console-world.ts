// Starts: a company that has used Larkspur for two weeks, as the console shows it.
import { contactScopes } from './contact-scopes.ts'
import { createEmulatorTime } from './emulator-time.ts'
import { signInByRedirect, signInInClient } from './sign-in.ts'
import { createVisitor } from './visitor.ts'
import { startWorld, type World } from './world.ts'

const events = {
  encryptKey: 'an encrypt key of the tests',
  verificationToken: 'a verification token of the tests',
}
const asked = ['contact:user.email:readonly', 'offline_access']
const firstDay = Date.parse('2026-03-02T01:00:00Z')
const days = 14

/** The same numbers every time, 0 to below `most`. */
function createChoice(): (most: number) => number {
  let state = 20_260_302
  return (most) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * most)
  }
}

/** One morning's sign-ins: most in the client, some by redirect, a few of which are refused. */
async function morning(world: World, choose: (most: number) => number, howMany: number): Promise<void> {
  for (let left = howMany; left > 0; left--) {
    const visitor = createVisitor(world.url)
    const person = 20 + choose(120)
    const kind = choose(10)
    if (kind < 6) await signInInClient(world, visitor, person)
    else if (kind < 9) await signInByRedirect(world, visitor, person)
    else {
      const start = await visitor.open('/auth/authorize')
      await visitor.open(world.feishu.login.deny(start.headers.get('location') ?? '', person))
    }
    world.feishu.clock.advance(1_000 * (20 + choose(300)))
  }
}

/** Changes that are told by events. */
async function change({ feishu }: World, day: number): Promise<void> {
  const { organisation } = feishu
  const { items } = organisation.departments.list({ limit: 40 })
  const department = items[day * 2] ?? items[0]
  if (department === undefined) throw new Error('the company has no department')
  organisation.hire({
    name: ['陈晨', '林一诺', '周子墨'][day % 3] ?? '',
    departments: [department.department_id],
  })
  organisation.move(30 + day, [department.department_id])
  if (day % 4 === 1) organisation.freeze(60 + day)
  if (day % 4 === 2) organisation.leave(70 + day)
  if (day % 5 === 3)
    organisation.departments.update(department.open_department_id, { name: `${department.name}（新）` })
  await feishu.events.settled()
}

/** 200 people, two apps, a synchronisation at the beginning and one at the end, sign-ins of fourteen days. */
export async function startConsoleWorld(): Promise<World> {
  const world = await startWorld({
    emulator: {
      seed: 7,
      organisation: { users: 200, departments: 24 },
      app: { scopes: [...contactScopes, 'offline_access'] },
    },
    larkspur: (feishu) => {
      feishu.clock.freeze(firstDay)
      const { clock, sleep, fetch } = createEmulatorTime(feishu)
      const { env } = feishu
      return {
        feishu: {
          appId: env.APP_ID,
          appSecret: env.APP_SECRET,
          host: env.FEISHU_HOST,
          events,
          scopes: asked,
        },
        signInPerMinute: 0,
        ...{ clock, sleep, fetch },
      }
    },
  })
  const { feishu, larkspur, url } = world
  await feishu.events.subscribe({ url: `${url}/auth/events`, ...events })
  await larkspur.directory.sync()
  const choose = createChoice()
  for (let day = 0; day < days; day++) {
    feishu.clock.set(firstDay + day * 86_400_000)
    const isWeekend = day % 7 > 4
    await morning(world, choose, isWeekend ? 2 : 7 + choose(6))
    if (!isWeekend) await change(world, day)
  }
  feishu.clock.set(firstDay + days * 86_400_000)
  feishu.people.update(12, { job_title: '高级工程师' })
  await larkspur.directory.sync({ dryRun: true })
  feishu.clock.advance('5m')
  await larkspur.directory.sync()
  feishu.clock.advance('20m')
  return world
}
