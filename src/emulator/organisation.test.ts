import { expect, test } from 'vitest'
import { startEmulator } from './index.ts'

const start = () => startEmulator({ seed: 7, organisation: { users: 200 } })

test('people come, move, freeze and leave, by any key', async () => {
  await using feishu = await start()
  const { organisation } = feishu
  const [first, second] = organisation.departments.list().items
  const hired = organisation.hire({
    name: 'New',
    job_title: 'Cook',
    departments: [first?.department_id ?? '', second?.open_department_id ?? ''],
    leader: 3,
  })
  expect(hired).toMatchObject({ name: 'New', job_title: 'Cook', department_name: first?.name })
  expect(hired.department_ids).toEqual([first?.open_department_id, second?.open_department_id])
  expect(organisation.departments.get(first?.department_id ?? '')?.member_count).toBe(
    (first?.member_count ?? 0) + 1,
  )
  expect(organisation.move(hired.open_id, ['0']).department_ids).toEqual(['0'])
  expect(organisation.rename(hired.union_id, 'Newer').name).toBe('Newer')
  expect(organisation.update(hired.user_id, { job_title: '' }).job_title).toBe('')
  expect(organisation.freeze(hired.index).status.is_frozen).toBe(true)
  expect(organisation.unfreeze(hired.index).status.is_frozen).toBe(false)
  expect(organisation.leave(hired.index).status.is_resigned).toBe(true)
  expect(feishu.people.get(hired.open_id)?.status.is_resigned).toBe(true)
  expect(organisation.hire().department_ids.length).toBeGreaterThan(0)
  feishu.reset()
  expect(feishu.people.get(hired.open_id)).toBeUndefined()
})

test('the department’s name follows a rename; English for those who read English', async () => {
  await using feishu = await start()
  const { organisation, people } = feishu
  const of = (name: string) => people.list({ limit: 200 }).items.find((one) => one.department_name === name)
  const [chinese, english] = [of('研发中心'), of('Engineering')]
  const id = chinese?.department_ids[0] ?? ''
  organisation.departments.update(id, { name: '研究院', enName: 'Research' })
  expect(people.get(chinese?.index ?? -1)?.department_name).toBe('研究院')
  expect(people.get(english?.index ?? -1)?.department_name).toBe('Research')
  expect(people.list({ search: '研究院' }).total).toBeGreaterThan(5)
})

test('departments are listed by parent, name and page; made, moved, removed', async () => {
  await using feishu = await start()
  const { departments } = feishu.organisation
  const { total, items } = departments.list({ limit: 5 })
  expect([total, items.length]).toEqual([17, 5])
  expect(departments.list({ parent: '0' }).total).toBe(8)
  expect(departments.list({ search: 'engineering' }).items.map(({ name }) => name)).toEqual(['研发中心'])
  expect(departments.list({ offset: 15 }).items).toHaveLength(2)
  const lab = departments.create({
    name: 'Lab',
    parent: items[0]?.department_id ?? '',
    leader: 3,
    deputies: [4],
    order: 5,
    customId: 'LAB',
  })
  expect(lab).toMatchObject({ department_id: 'LAB', leader: 3, deputies: [4], order: 5, member_count: 0 })
  expect(lab.parent).toBe(items[0]?.open_department_id)
  expect(departments.update('LAB', { leader: null }).leader).toBeUndefined()
  expect(departments.move('LAB', '0').parent).toBe('0')
  departments.remove(lab.open_department_id)
  expect(departments.get('LAB')).toBeUndefined()
  expect(departments.get('0')).toBeUndefined()
})

test('what is unknown is refused by name', async () => {
  await using feishu = await start()
  const { organisation } = feishu
  expect(() => organisation.leave('nobody')).toThrow('nobody')
  expect(() => organisation.hire({ departments: ['nowhere'] })).toThrow('nowhere')
  expect(() => organisation.hire({ leader: 'nobody' })).toThrow('nobody')
  expect(() => organisation.departments.update('nowhere', {})).toThrow('nowhere')
  expect(() => organisation.departments.move('D0001', 'nowhere')).toThrow('nowhere')
  expect(() => organisation.departments.list({ parent: 'nowhere' })).toThrow('nowhere')
  expect(() => organisation.exportFor('cli_0000000000000000')).toThrow('cli_0000000000000000')
  await expect(startEmulator({ organisation: { departments: 100_001 } })).rejects.toThrow('100,000')
})

test('what was given is not shared: the caller’s object changes nobody', async () => {
  await using feishu = await start()
  const status = { is_frozen: false }
  const hired = feishu.organisation.hire({ status })
  status.is_frozen = true
  expect(feishu.people.get(hired.index)?.status.is_frozen).toBe(false)
})

test('the export has each listed person and each department of the app’s range once, in the order of ids', async () => {
  await using feishu = await start()
  const { exportFor, departments } = feishu.organisation
  const ids = (objects: Iterable<Record<string, unknown>>, name: string) =>
    Array.from(objects, (object) => `${object[name]}`)
  const all = exportFor()
  const people = ids(all.people, 'open_id')
  expect(people).toEqual([...new Set(people)].sort())
  const listed = feishu.people
    .list({ limit: 200 })
    .items.filter(({ status }) => !status.is_resigned && !status.is_exited)
  expect(people).toEqual(listed.map(({ open_id }) => open_id).sort())
  expect(ids(all.departments, 'open_department_id')).toHaveLength(17)
  const one = departments.get('D0003')?.open_department_id ?? ''
  feishu.apps.update(feishu.app.appId, { contactRange: { departments: [one], people: [] } })
  expect(ids(exportFor().departments, 'open_department_id')).toContain(one)
  expect(ids(exportFor().departments, 'open_department_id').length).toBeLessThan(17)
})

test('people are listed by department: who stands directly in it, by page and by name', async () => {
  await using feishu = await start()
  const { organisation, people } = feishu
  const id = organisation.departments.create({ name: 'Lab' }).open_department_id
  expect(people.list({ department: id })).toEqual({ total: 0, items: [] })
  for (const name of ['Ada', 'Bo', 'Cy']) organisation.hire({ name, en_name: '', departments: [id] })
  organisation.leave(people.list({ search: 'Cy', department: id }).items[0]?.index ?? -1)
  const names = (query: object) => people.list({ department: id, ...query }).items.map(({ name }) => name)
  expect(names({})).toEqual(['Ada', 'Bo'])
  expect(names({ offset: 1 })).toEqual(['Bo'])
  expect(names({ offset: 5 })).toEqual([])
  expect(names({ limit: 1 })).toEqual(['Ada'])
  expect(people.list({ department: id, search: ' BO ', limit: 1 })).toMatchObject({ total: 1 })
  expect(people.list({ department: '0' }).total).toBeLessThan(200)
  expect(() => people.list({ department: 'D9999' })).toThrow('There is no department D9999')
})

test('weather and rate limits tell how they are', async () => {
  await using feishu = await start()
  expect(feishu.events.weather()).toEqual({})
  expect(feishu.events.weather({ lose: 0.5 })).toEqual({ lose: 0.5 })
  expect(feishu.events.weather()).toEqual({ lose: 0.5 })
  expect(feishu.rateLimits()).toBe(false)
  expect(feishu.rateLimits(true)).toBe(true)
  expect(feishu.rateLimits({ factor: 0.5 })).toEqual({ factor: 0.5 })
  expect(feishu.rateLimits()).toEqual({ factor: 0.5 })
})

test('a contact range names what there is, or was', async () => {
  await using feishu = await startEmulator()
  const { departments } = feishu.organisation
  const set = (ids: string[], people: number[]) =>
    feishu.apps.update(feishu.app.appId, { contactRange: { departments: ids, people } })
  const made = departments.create({ name: '甲' }).open_department_id
  const before = feishu.app.contactRange
  const nobodys = `od-${'0'.repeat(32)}`
  for (const wrong of [() => set([nobodys], []), () => set([], [200]), () => set([], [-1])])
    expect(wrong).toThrow('contact range')
  expect(() => feishu.apps.create({ contactRange: { departments: [nobodys], people: [] } })).toThrow('exist')
  expect(feishu.app.contactRange).toEqual(before)
  set([made], [199])
  departments.remove(made)
  feishu.people.remove(199)
  set([made], [199])
  await expect(startEmulator({ app: { contactRange: { departments: [], people: [200] } } })).rejects.toThrow(
    'below 200',
  )
})
