import { expect, test } from 'vitest'
import { type EventWorld, startEventWorld } from './test-world.ts'

/** What the app is told of what `change` does. */
async function told(world: EventWorld, change: (world: EventWorld) => unknown) {
  await world.feishu.events.settled()
  world.receiver.received.splice(0)
  change(world)
  await world.feishu.events.settled()
  return world.receiver.received.map(({ body }) => ({ type: body.header.event_type, ...body.event }))
}

const updated = 'contact.user.updated_v3'
const everyScope = [
  'contact:contact.base:readonly',
  'contact:department.base:readonly',
  'contact:department.organize:readonly',
  ...['base', 'email', 'employee', 'employee_id', 'phone', 'department', 'gender'].map(
    (name) => `contact:user.${name}:readonly`,
  ),
]
const start = () => startEventWorld({ emulator: { app: { scopes: everyScope } } })

/** Somebody who is active, has one department and reports to somebody. */
const somebody = 151

test('somebody new is told with the ids side by side', async () => {
  await using world = await start()
  const [event] = await told(world, ({ feishu }) => feishu.organisation.hire({ name: '韩梅梅' }))
  const hired = world.feishu.people.get(200)
  expect(event).toMatchObject({
    type: 'contact.user.created_v3',
    object: {
      open_id: hired?.open_id,
      union_id: hired?.union_id,
      user_id: hired?.user_id,
      name: '韩梅梅',
      country: '中国',
      department_ids: [],
      orders: [{ department_id: hired?.department_ids[0] }],
    },
  })
  for (const name of ['mobile_visible', 'geo', 'assign_info', 'department_path'])
    expect(event.object).not.toHaveProperty(name)
  expect(event).not.toHaveProperty('old_object')
})

test('a change tells the person after it, and of before what changed alone', async () => {
  await using world = await start()
  const before = world.feishu.people.get(somebody)
  const [event, ...others] = await told(world, ({ feishu }) => feishu.organisation.rename(somebody, 'Lei Li'))
  expect(event).toMatchObject({ type: updated, object: { open_id: before?.open_id, name: 'Lei Li' } })
  expect(event.old_object).toEqual({ name: before?.name })
  expect(others).toEqual([])
})

test('a change of nothing tells nothing', async () => {
  await using world = await start()
  const { name = '' } = world.feishu.people.get(somebody) ?? {}
  expect(await told(world, ({ feishu }) => feishu.organisation.rename(somebody, name))).toEqual([])
})

test('mobile and e-mail are events of their own, told to those who may see them', async () => {
  await using world = await start()
  const before = world.feishu.people.get(somebody)
  const patch = { name: 'Lei Li', email: 'new@example.com', mobile: '+8613900000000' }
  const change = ({ feishu }: EventWorld) => feishu.organisation.update(somebody, patch)
  const events = await told(world, change)
  expect(events.map(({ old_object }) => old_object)).toEqual([
    { name: before?.name },
    { mobile: before?.mobile },
    { email: before?.email },
  ])
  for (const { object } of events) expect(object).toMatchObject(patch)

  const { appId } = world.feishu.app
  const scopes = ['contact:contact.base:readonly', 'contact:user.base:readonly']
  world.feishu.apps.update(appId, { scopes })
  const fewer = await told(world, ({ feishu }) => {
    feishu.organisation.update(somebody, { name: 'A', email: 'a@example.com', mobile: '+8613900000001' })
  })
  expect(fewer.map(({ old_object }) => old_object)).toEqual([{ name: 'Lei Li' }])
  expect(fewer[0].object).not.toHaveProperty('email')
  expect(fewer[0].object).not.toHaveProperty('user_id')
})

test('the enterprise e-mail is in no old_object', async () => {
  await using world = await start()
  const [event] = await told(world, ({ feishu }) =>
    feishu.organisation.update(somebody, { enterprise_email: 'new@corp.example' }),
  )
  expect(event.object.enterprise_email).toBe('new@corp.example')
  expect(event.old_object).toEqual({})
})

test('enterprise_email and leader_user_id need other scopes here than in the API', async () => {
  await using world = await start()
  const fieldsWith = async (scope: string) => {
    world.feishu.apps.update(world.feishu.app.appId, { scopes: ['contact:contact.base:readonly', scope] })
    const [event] = await told(world, ({ feishu }) =>
      feishu.organisation.update(somebody, { job_title: `a job of ${scope}` }),
    )
    return Object.keys(event.object)
  }
  expect(await fieldsWith('contact:user.base:readonly')).toContain('enterprise_email')
  const employee = await fieldsWith('contact:user.employee:readonly')
  expect(employee).toContain('leader_user_id')
  expect(employee).not.toContain('enterprise_email')
  expect(await fieldsWith('contact:user.department:readonly')).not.toContain('leader_user_id')
})

test.each([
  ['empty', () => []],
  ['filled', (id: string) => [id]],
] as const)('a move with eventDepartmentIds %s tells the former departments', async (filling, expected) => {
  await using world = await start()
  const { feishu } = world
  feishu.switches.update({ eventDepartmentIds: filling })
  const before = feishu.people.get(somebody)?.department_ids ?? []
  const target = feishu.organisation.departments
    .list()
    .items.find(({ open_department_id }) => !before.includes(open_department_id))
  const id = target?.open_department_id ?? ''
  const [event] = await told(world, () => feishu.organisation.move(somebody, [id]))
  expect(event.object.department_ids).toEqual(expected(id))
  expect(event.old_object.department_ids).toEqual(before)
})

test('frozen is an update with the status of before; resigned is a deletion', async () => {
  await using world = await start()
  const [frozen] = await told(world, ({ feishu }) => feishu.organisation.freeze(somebody))
  expect(frozen).toMatchObject({
    type: updated,
    object: { status: { is_frozen: true } },
    old_object: { status: { is_frozen: false } },
  })
  const before = world.feishu.people.get(somebody)
  const [left] = await told(world, ({ feishu }) => feishu.organisation.leave(somebody))
  expect(left).toMatchObject({
    type: 'contact.user.deleted_v3',
    object: { open_id: before?.open_id, name: before?.name },
    old_object: { department_ids: before?.department_ids, open_id: before?.open_id },
  })
})

test('whoever is removed altogether is told with the former departments', async () => {
  await using world = await start()
  const before = world.feishu.people.get(somebody)
  const [event] = await told(world, ({ feishu }) => feishu.people.remove(somebody))
  expect(event).toMatchObject({
    type: 'contact.user.deleted_v3',
    object: { open_id: before?.open_id, union_id: before?.union_id },
    old_object: { open_id: before?.open_id, department_ids: before?.department_ids },
  })
})

test('each app is told in its own ids', async () => {
  await using world = await start()
  const { feishu, receiver } = world
  const other = feishu.apps.create({ scopes: everyScope })
  await feishu.events.subscribe({
    appId: other.appId,
    url: receiver.url,
    encryptKey: 'an Encrypt Key',
    verificationToken: 'another',
  })
  feishu.organisation.rename(somebody, 'Lei Li')
  await feishu.events.settled()
  const seen = receiver.received.map(({ body: { header, event } }) => [
    header.app_id,
    header.token,
    event.object.open_id,
    event.object.union_id,
  ])
  const [mine, theirs] = [feishu.app.appId, other.appId].map((appId) => feishu.people.get(somebody, appId))
  expect(seen.toSorted()).toEqual(
    [
      [feishu.app.appId, 'vtok', mine?.open_id, mine?.union_id],
      [other.appId, 'another', theirs?.open_id, mine?.union_id],
    ].toSorted(),
  )
})

test.each<[string, (world: EventWorld) => void]>([
  [
    'an app without a scope of contacts',
    ({ feishu }) => feishu.apps.update(feishu.app.appId, { scopes: [] }),
  ],
  [
    'an app that wants other types',
    ({ feishu }) => feishu.apps.update(feishu.app.appId, { events: { types: ['contact.user.created_v3'] } }),
  ],
  ['an app that is switched off', ({ feishu }) => feishu.apps.update(feishu.app.appId, { enabled: false })],
  [
    'an app that is not installed',
    ({ feishu }) => feishu.apps.update(feishu.app.appId, { installed: false }),
  ],
  ['an app without a request URL', ({ feishu }) => feishu.events.unsubscribe()],
  [
    'an app that does not see the person',
    ({ feishu }) => feishu.apps.update(feishu.app.appId, { contactRange: { departments: [], people: [3] } }),
  ],
])('%s is told nothing', async (_name, set) => {
  await using world = await start()
  await told(world, set)
  expect(await told(world, ({ feishu }) => feishu.organisation.rename(somebody, 'Lei Li'))).toEqual([])
  expect(world.feishu.events.deliveries({ type: updated })).toEqual([])
})

test.each([
  ['none', () => []],
  ['ids', (ids: object) => [{ type: updated, object: ids, old_object: {} }]],
  [
    'full',
    (ids: object) => [expect.objectContaining({ object: expect.objectContaining({ ...ids, name: 'Mo' }) })],
  ],
] as const)('who goes out of sight by a change, with eventsOutOfRange %s', async (choice, expected) => {
  await using world = await start()
  const { feishu } = world
  feishu.switches.update({ eventsOutOfRange: choice })
  const mo = feishu.organisation.rename(somebody, 'Mo')
  const elsewhere = feishu.organisation.departments.create({ name: '别处' }).open_department_id
  await told(world, () =>
    feishu.apps.update(feishu.app.appId, { contactRange: { departments: mo.department_ids, people: [7] } }),
  )
  const ids = { open_id: mo.open_id, union_id: mo.union_id, user_id: mo.user_id }
  const move = () => feishu.organisation.move(somebody, [elsewhere])
  expect(await told(world, move)).toEqual(expected(ids))
  expect(await told(world, () => feishu.organisation.rename(somebody, 'Lei Li'))).toEqual([])
  // Whoever is in range by name stays there, and the end of an account is told.
  expect(await told(world, () => feishu.organisation.move(7, [elsewhere]))).toHaveLength(1)
  const [gone] = await told(world, () => feishu.people.remove(7))
  expect(gone).toMatchObject({ type: 'contact.user.deleted_v3' })
})

test.each([[false], [true]])(
  'with user_id by scope (%s), whoever is removed is told as they were',
  async (withId) => {
    const scopes = everyScope.filter((scope) => withId || !scope.includes('employee_id'))
    await using world = await startEventWorld({ emulator: { app: { scopes } } })
    const before = world.feishu.people.get(somebody)
    const [event] = await told(world, ({ feishu }) => feishu.people.remove(somebody))
    expect(event.object).toMatchObject({
      name: before?.name,
      mobile: before?.mobile,
      job_title: before?.job_title,
    })
    expect(event.object.user_id).toBe(withId ? before?.user_id : undefined)
  },
)

test('who goes out of sight is told by user_id only with its scope', async () => {
  const scopes = everyScope.filter((scope) => !scope.includes('employee_id'))
  await using world = await startEventWorld({ emulator: { app: { scopes } } })
  const { feishu } = world
  feishu.switches.update({ eventsOutOfRange: 'ids' })
  const departments = feishu.people.get(somebody)?.department_ids ?? []
  const elsewhere = feishu.organisation.departments.create({ name: '别处' }).open_department_id
  feishu.apps.update(feishu.app.appId, { contactRange: { departments, people: [] } })
  const [event] = await told(world, () => feishu.organisation.move(somebody, [elsewhere]))
  expect(Object.keys(event.object).sort()).toEqual(['open_id', 'union_id'])
})
