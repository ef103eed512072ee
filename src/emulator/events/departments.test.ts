import { expect, test } from 'vitest'
import { type EventWorld, startEventWorld } from './test-world.ts'

const scopes = [
  'contact:contact.base:readonly',
  'contact:department.base:readonly',
  'contact:department.organize:readonly',
  'contact:user.base:readonly',
]
const start = () => startEventWorld({ emulator: { app: { scopes } } })

async function told(world: EventWorld, change: (world: EventWorld) => unknown) {
  await world.feishu.events.settled()
  world.receiver.received.splice(0)
  change(world)
  await world.feishu.events.settled()
  return world.receiver.received.map(({ body }) => ({ type: body.header.event_type, ...body.event }))
}

test('a new department is told with a number for its order, and without counts', async () => {
  await using world = await start()
  const { departments } = world.feishu.organisation
  const [event, ...others] = await told(world, () =>
    departments.create({ name: '登月组', enName: 'Moon', leader: 3, customId: 'D-moon' }),
  )
  expect(others).toEqual([])
  const made = departments.get('D-moon')
  const leader = world.feishu.people.get(3)?.open_id
  expect(event).toEqual({
    type: 'contact.department.created_v3',
    object: {
      name: '登月组',
      parent_department_id: '0',
      department_id: 'D-moon',
      open_department_id: made?.open_department_id,
      leader_user_id: leader,
      chat_id: '',
      order: made?.order,
      status: { is_deleted: false },
      leaders: [{ leaderType: 1, leaderID: leader }],
    },
  })
  expect(typeof event.object.order).toBe('number')
})

test('a changed one is told whole, after and before', async () => {
  await using world = await start()
  const { departments } = world.feishu.organisation
  const [one] = departments.list({ parent: '0' }).items
  const id = one?.open_department_id ?? ''
  const [event] = await told(world, () => departments.update(id, { name: '改名部' }))
  expect(event).toMatchObject({
    type: 'contact.department.updated_v3',
    object: { name: '改名部', open_department_id: id, order: one?.order },
    old_object: { name: one?.name, open_department_id: id, order: one?.order },
  })
})

test('a moved one has another parent, by open id', async () => {
  await using world = await start()
  const { departments } = world.feishu.organisation
  const moon = departments.create({ name: '登月组' }).open_department_id
  const [first] = departments.list({ parent: '0' }).items
  const [event] = await told(world, () => departments.move(moon, first?.open_department_id ?? ''))
  expect(event).toMatchObject({
    object: { parent_department_id: first?.open_department_id },
    old_object: { parent_department_id: '0' },
  })
})

test('a removed one is told as it was', async () => {
  await using world = await start()
  const { departments } = world.feishu.organisation
  const moon = departments.create({ name: '登月组' }).open_department_id
  const [event] = await told(world, () => departments.remove(moon))
  expect(event).toMatchObject({
    type: 'contact.department.deleted_v3',
    object: { name: '登月组', open_department_id: moon },
    old_object: { status: { is_deleted: true }, open_department_id: moon },
  })
})

test.each(['none', 'ids', 'full'] as const)(
  'an app is told of departments in its range, and of one that leaves it with eventsOutOfRange %s',
  async (choice) => {
    await using world = await start()
    const { feishu } = world
    feishu.switches.update({ eventsOutOfRange: choice })
    const { departments } = feishu.organisation
    const [first, second] = departments.list({ parent: '0' }).items.map((one) => one.open_department_id)
    await told(world, () =>
      feishu.apps.update(feishu.app.appId, { contactRange: { departments: [first ?? ''], people: [] } }),
    )
    expect(await told(world, () => departments.update(second ?? '', { name: '别处' }))).toEqual([])
    expect(await told(world, () => departments.create({ name: '登月组', parent: second ?? '' }))).toEqual([])
    let moon = ''
    const [made] = await told(world, () => {
      moon = departments.create({ name: '登月组', parent: first ?? '' }).open_department_id
    })
    expect(made).toMatchObject({ type: 'contact.department.created_v3' })
    const moved = await told(world, () => departments.move(moon, '0'))
    const only = { open_department_id: moon }
    if (choice === 'none') expect(moved).toEqual([])
    if (choice === 'ids')
      expect(moved).toEqual([{ type: 'contact.department.updated_v3', object: only, old_object: only }])
    if (choice === 'full')
      expect(moved).toMatchObject([
        { object: { parent_department_id: '0' }, old_object: { parent_department_id: first } },
      ])
    expect(await told(world, () => departments.update(moon, { name: '火星组' }))).toEqual([])
    await told(world, () => departments.move(moon, first ?? ''))
    const [gone] = await told(world, () => departments.remove(moon))
    expect(gone).toMatchObject({ type: 'contact.department.deleted_v3' })
  },
)

test('the contact range that changes is told: what came, what went, orders as texts', async () => {
  await using world = await start()
  const { feishu } = world
  const [first, second] = feishu.organisation.departments.list({ parent: '0' }).items
  const { appId } = feishu.app
  const set = (departments: (typeof first)[], people: number[]) =>
    told(world, () =>
      feishu.apps.update(appId, {
        contactRange: { departments: departments.flatMap((one) => one?.open_department_id ?? []), people },
      }),
    )
  const [from] = await set([first], [])
  expect(from.type).toBe('contact.scope.updated_v3')
  expect(from.added).toEqual({ departments: [], users: [], user_groups: [] })
  const removed = from.removed.departments.map(
    (one: { open_department_id: string }) => one.open_department_id,
  )
  expect(removed).toContain(second?.open_department_id)
  expect(removed).not.toContain(first?.open_department_id)

  const lone = feishu.people.get(151)
  const [to] = await set([second], [151])
  expect(to.added).toMatchObject({
    departments: [{ open_department_id: second?.open_department_id, order: `${second?.order}` }],
    users: [{ open_id: lone?.open_id, name: lone?.name }],
    user_groups: [],
  })
  expect(to.removed).toMatchObject({
    departments: [{ open_department_id: first?.open_department_id }],
    users: [],
  })
  expect(await set([second], [151])).toEqual([])
})

test('the availability tells when the range follows it, and otherwise not', async () => {
  await using world = await start()
  const { feishu } = world
  const { appId } = feishu.app
  await told(world, () => feishu.apps.update(appId, { availability: [3] }))
  const [event] = await told(world, () => feishu.apps.update(appId, { availability: [3, 4] }))
  expect(event.added.users).toMatchObject([{ open_id: feishu.people.get(4)?.open_id }])
  await told(world, () => feishu.apps.update(appId, { contactRange: 'all' }))
  expect(await told(world, () => feishu.apps.update(appId, { availability: [5] }))).toEqual([])
  expect(await told(world, () => feishu.apps.update(appId, { name: 'Another' }))).toEqual([])
})

test('a large change of the range comes as several events, none of which has more than the switch says', async () => {
  await using world = await start()
  const { feishu } = world
  const { appId } = feishu.app
  const range = (departments: string[], people: number[]) =>
    feishu.apps.update(appId, { contactRange: { departments, people } })
  const upTo = (count: number, from: number) => Array.from({ length: count }, (_, at) => from + at)
  const [one = ''] = feishu.organisation.departments
    .list({ parent: '0' })
    .items.map((each) => each.open_department_id)
  await told(world, () => range([], upTo(70, 0)))
  feishu.switches.update({ rangeEventEntries: 40 })
  const events = await told(world, () => range([one], upTo(64, 100)))
  const sizes = events.map(({ added, removed }) =>
    [added, removed].flatMap((side) => [side.departments.length, side.users.length]),
  )
  expect(new Set(sizes.map((size) => size[0])).size).toBe(2)
  for (const size of sizes) expect(size.reduce((a, b) => a + b)).toBeLessThanOrEqual(40)
  const idsOf = (side: 'added' | 'removed') =>
    events.flatMap((event) => event[side].users.map(({ open_id }: { open_id: string }) => open_id))
  expect(idsOf('added')).toEqual(upTo(64, 100).map((index) => feishu.people.get(index)?.open_id))
  expect(new Set(idsOf('removed')).size).toBe(idsOf('removed').length)
  const gone = upTo(70, 0).map((index) => feishu.people.get(index)?.open_id ?? '')
  for (const id of idsOf('removed')) expect(gone).toContain(id)
  expect(idsOf('removed').length).toBeGreaterThan(40)
})
