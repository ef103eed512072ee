import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../index.ts'
import type { Department, Emulator, Person } from '../types.ts'
import { openPage, postForm } from './test-console.ts'

let emulator: Emulator
let lab: Department
let ada: Person
beforeEach(async () => {
  emulator = await startEmulator({ seed: 7, organisation: { users: 150 } })
  lab = emulator.organisation.departments.create({ name: '实验室', enName: 'Lab', customId: 'LAB' })
  ada = emulator.organisation.hire({ name: 'Ada', departments: ['LAB'] })
})
afterEach(() => emulator.close())

const at = () => `?department=${lab.open_department_id}`
const open = (query = '', language?: string) => openPage(emulator, `/organisation${query}`, language)
const act = (action: string, fields: Record<string, string>, query = at()) =>
  postForm(emulator, `/organisation/${action}${query}`, fields)
const now = () => emulator.people.get(ada.index)

describe('organisation page', () => {
  test('shows the departments with counts and who stands in the root', async () => {
    const { status, text } = await open()
    expect(status).toBe(200)
    expect([...text.matchAll(/class="branch"/g)]).toHaveLength(1 + 9)
    expect(text).toContain('<bdi>Lab</bdi>')
    expect(text).toContain('1 person in all')
    expect([...text.matchAll(/<li class="member"/g)]).toHaveLength(
      emulator.people.list({ department: '0' }).total,
    )
    expect((await open('', 'zh')).text).toContain('<bdi>实验室</bdi>')
  })

  test('a department is open in its tree, with its ids, its people and what stands below', async () => {
    const below = emulator.organisation.departments.create({ name: 'Cellar', parent: 'LAB', leader: 3 })
    const { text } = await open(at())
    expect(text).toMatch(
      /aria-current="page">\s*<span class="branch-name"><bdi>Lab<\/bdi>[\s\S]*<ul><li>[\s\S]*Cellar/,
    )
    expect(text).toContain(`<code>${lab.open_department_id}</code>`)
    expect(text).toContain('Freeze Ada')
    const { text: lower } = await open(`?department=${below.department_id}`)
    expect(lower).toContain('Nobody stands here directly')
    expect(lower).toContain(emulator.people.get(3)?.name)
    expect(lower).toMatch(
      /<bdi>Lab<\/bdi>[\s\S]*aria-current="page">\s*<span class="branch-name"><bdi>Cellar/,
    )
  })

  test('an unknown department: says so, and shows the root', async () => {
    const { status, text } = await open('?department=D9999')
    expect(status).toBe(200)
    expect(text).toContain('no such department')
  })

  test('searches people and departments, by name and by either id', async () => {
    const found = async (search: string) => (await open(`?${new URLSearchParams({ search })}`)).text
    for (const search of ['Lab', 'LAB', lab.open_department_id])
      expect(await found(search)).toContain(`department=${lab.open_department_id}`)
    for (const search of ['Ada', ada.open_id, ada.user_id])
      expect(await found(search)).toContain('Freeze Ada')
    const nothing = await found('nobody-at-all')
    expect(nothing).toContain('No department has this name or ID.')
    expect(nothing).toContain('Nobody found')
  })

  test('names cannot be markup', async () => {
    const nasty = '<script>alert(1)</script>"\'&'
    emulator.organisation.rename(ada.index, nasty)
    emulator.organisation.departments.update('LAB', { name: '<img src=x onerror=alert(1)>', enName: '' })
    for (const query of [
      at(),
      `?${new URLSearchParams({ search: nasty })}`,
      `?done=rename&who=${ada.open_id}`,
    ]) {
      const { text } = await open(query)
      expect(text).not.toContain('<script>')
      expect(text).not.toContain('<img src=x')
    }
  })

  test('what the address says was done is said of people and departments that exist only', async () => {
    expect((await open(`?done=freeze&who=${ada.open_id}`)).text).toContain('Ada is frozen.')
    for (const done of ['nothing', 'constructor', '__proto__'])
      expect((await open(`?done=${done}&who=${ada.open_id}`)).text).not.toContain('role="status"')
    expect((await open('?done=freeze&who=Call+0900')).text).not.toContain('role="status"')
  })
})

describe('organisation forms', () => {
  test('freeze leads back to the row of the person, whom it has frozen; unfreeze ends it', async () => {
    const frozen = await act('freeze', { person: ada.open_id })
    expect(frozen.status).toBe(303)
    const target = new URL(frozen.location, emulator.url)
    expect(target.pathname).toBe('/_emulator/organisation')
    expect(Object.fromEntries(target.searchParams)).toEqual({
      department: lab.open_department_id,
      done: 'freeze',
      who: ada.open_id,
    })
    expect(target.hash).toBe(`#person-${ada.open_id}`)
    expect(now()?.status.is_frozen).toBe(true)
    const { text } = await open(target.search)
    expect(text).toContain(`id="person-${ada.open_id}"`)
    expect(text).toContain('Unfreeze Ada')
    await act('unfreeze', { person: ada.open_id })
    expect(now()?.status.is_frozen).toBe(false)
  })

  test('rename, move and leave', async () => {
    await act('rename', { person: ada.open_id, name: ' Ada L. ' })
    expect(now()?.name).toBe('Ada L.')
    const moved = await act('move', { person: ada.open_id, departments: '0\r\n Lab \r\n\r\n' })
    expect(moved.status).toBe(303)
    expect(now()?.department_ids).toEqual(['0', lab.open_department_id])
    await act('leave', { person: ada.open_id })
    expect(now()?.status.is_resigned).toBe(true)
    expect((await open(at())).text).toContain('Nobody stands here directly')
    // Whoever has left is still found, and nothing more can happen to them.
    const { text } = await open(`?search=${ada.open_id}`)
    expect(text).toContain('badge-resigned')
    expect(text).not.toContain('Freeze Ada L.')
  })

  test('hires into the department that is shown; what is empty is made up', async () => {
    await act('hire', { name: 'Bo', en_name: '', job_title: 'Cook' })
    const bo = emulator.people.list({ department: 'LAB', search: 'Bo' }).items[0]
    expect(bo).toMatchObject({ name: 'Bo', job_title: 'Cook' })
    await act('hire', {}, '')
    expect(emulator.people.get(emulator.people.size - 1)?.department_ids).toEqual(['0'])
  })

  test('departments are made, renamed, moved and removed', async () => {
    const { departments } = emulator.organisation
    await act('department-create', { name: 'Cellar', en_name: '' })
    const cellar = departments.list({ parent: 'LAB' }).items[0]
    expect(cellar?.name).toBe('Cellar')
    const there = `?department=${cellar?.open_department_id}`
    await act('department-rename', { name: '地下室', en_name: 'Basement' }, there)
    expect(departments.get(cellar?.department_id ?? '')).toMatchObject({
      name: '地下室',
      en_name: 'Basement',
    })
    await act('department-move', { parent: '0' }, there)
    expect(departments.get(cellar?.department_id ?? '')?.parent).toBe('0')
    await act('department-move', { parent: 'Lab' }, there)
    expect(departments.get(cellar?.department_id ?? '')?.parent).toBe(lab.open_department_id)
    const removed = await act('department-remove', {}, there)
    expect(new URL(removed.location, emulator.url).searchParams.get('department')).toBe(
      lab.open_department_id,
    )
    expect(departments.get(cellar?.department_id ?? '')).toBeUndefined()
  })

  test.each<[string, string, Record<string, string>, string]>([
    ['nobody', 'freeze', { person: 'ou_nobody' }, 'There is no person ou_nobody'],
    ['an empty form', 'freeze', {}, 'There is no person'],
    ['an unknown department', 'move', { departments: 'D9999' }, 'There is no department D9999'],
    ['an empty name', 'rename', { name: '  ' }, 'A name cannot be empty'],
    ['a department with a slash', 'department-create', { name: 'a/b' }, 'without &quot;/&quot;'],
    ['a department without a name', 'department-create', {}, 'A name cannot be empty'],
    ['a department below itself', 'department-move', { parent: 'LAB' }, 'below itself'],
    ['a department with members', 'department-remove', {}, 'has members'],
  ])('%s: 400, says why, and changes nothing', async (_, action, fields, reason) => {
    const before = JSON.stringify([now(), emulator.organisation.departments.get('LAB')])
    const person = ['move', 'rename'].includes(action) ? { person: ada.open_id } : {}
    const { status, text } = await act(action, { ...person, ...fields })
    expect(status).toBe(400)
    expect(text).toMatch(/role="alert">[^<]+/)
    expect(text).toContain(reason)
    expect(text).toContain('Freeze Ada')
    expect(JSON.stringify([now(), emulator.organisation.departments.get('LAB')])).toBe(before)
  })

  test('a name that several departments have is refused', async () => {
    for (const parent of ['0', 'LAB']) emulator.organisation.departments.create({ name: 'Twin', parent })
    const { status, text } = await act('move', { person: ada.open_id, departments: 'Twin' })
    expect(status).toBe(400)
    expect(text).toContain('Several departments are called Twin')
  })

  test('the page of a refused form can be loaded again, and read in the other language', async () => {
    const { text } = await act('freeze', { person: 'ou_nobody' })
    expect(text).toContain(`action="/_emulator/organisation/freeze?department=${lab.open_department_id}"`)
    const again = await openPage(emulator, `/organisation/freeze${at()}&lang=zh`)
    expect(again.status).toBe(303)
    expect(again.location).toBe(`/_emulator/organisation${at()}&lang=zh`)
  })

  test.each([
    { origin: 'http://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { host: 'evil.example' },
  ])('a form from %j: 403, and nothing happens', async (headers) => {
    const path = `/organisation/freeze${at()}`
    expect((await postForm(emulator, path, { person: ada.open_id }, headers)).status).toBe(403)
    expect(now()?.status.is_frozen).toBe(false)
  })

  test('a form that is too large is refused', async () => {
    expect((await act('rename', { person: ada.open_id, name: 'x'.repeat(70_000) })).status).toBe(413)
  })
})

test('a million people in a flat thousand of departments: pages, no full lists', async () => {
  await using large = await startEmulator({
    seed: 7,
    organisation: { users: 1_000_000, departments: 1_000, flat: true },
  })
  const { items } = large.organisation.departments.list({ parent: '0', offset: 500, limit: 1 })
  const root = await openPage(large, '/organisation?below=3')
  expect([...root.text.matchAll(/class="branch"/g)]).toHaveLength(1 + 30)
  expect(root.text).toContain('Page 3 of 34')
  const one = await openPage(large, `/organisation?department=${items[0]?.open_department_id}&page=2`)
  expect([...one.text.matchAll(/<li class="member"/g)]).toHaveLength(20)
  // Itself, its neighbours, and the way to the others.
  expect([...one.text.matchAll(/class="branch"/g)]).toHaveLength(1 + 20)
  expect(one.text).toContain('980 more')
  const last = await openPage(large, `/organisation?department=${items[0]?.open_department_id}&page=99999`)
  expect(last.text).toMatch(/Page (\d+) of \1</)
  for (const { text } of [root, one, last]) expect(text.length).toBeLessThan(100_000)
})
