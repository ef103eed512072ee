import { expect, test } from 'vitest'
import { startFrozen } from '../../testkit.ts'
import { contact, everyPage, type Item, readingScopes } from './test-contact.ts'

const app = { scopes: readingScopes }

test('custom_attrs defines whatever people have, by the type that they have it in', async () => {
  await using feishu = await startFrozen({ app })
  const definitions = await everyPage(feishu, 'custom_attrs', { size: 1 })
  const types = new Map(definitions.map(({ id, type }) => [id, type]))
  expect(types.size).toBe(definitions.length)
  const options = definitions.flatMap((each) => each.options?.options ?? [])
  const people: Item[] = [...feishu.organisation.exportFor().people]
  const values = people.flatMap((person) => person.custom_attrs ?? [])
  expect(new Set(values.map(({ type }) => type))).toEqual(new Set(types.values()))
  for (const { id, type, value } of values) {
    expect(types.get(id)).toBe(type)
    if (type === 'TEXT') expect(value).toEqual({ text: expect.any(String) })
    if (type === 'HREF') expect(value).toMatchObject({ text: expect.any(String), url: value.pc_url })
    if (type === 'ENUMERATION')
      expect(options).toContainEqual({
        id: value.option_id,
        value: value.option_value,
        name: expect.any(String),
      })
    if (type === 'GENERIC_USER')
      expect(value).toEqual({ generic_user: { id: expect.stringMatching(/^ou_/), type: 1 } })
  }
})

test('without the scope of employees nobody has custom fields', async () => {
  await using feishu = await startFrozen({ app: { scopes: ['contact:contact.base:readonly'] } })
  for (const person of feishu.organisation.exportFor().people)
    expect(person).not.toHaveProperty('custom_attrs')
})

test('employee_type_enums has every type that people are of', async () => {
  await using feishu = await startFrozen({ app })
  const types = await everyPage(feishu, 'employee_type_enums', { size: 2 })
  expect(types.map(({ enum_value }) => enum_value)).toEqual(['1', '2', '3', '4', '5'])
  expect(types[1]).toMatchObject({
    enum_type: 1,
    enum_status: 1,
    i18n_content: expect.arrayContaining([{ locale: 'en_us', value: 'Intern' }]),
  })
  const people: Item[] = [...feishu.organisation.exportFor().people]
  const met = new Set(people.map(({ employee_type }) => `${employee_type}`))
  expect(met.size).toBeGreaterThan(1)
  for (const type of met) expect(types.map(({ enum_value }) => enum_value)).toContain(type)
})

test('custom_attrs of people are there only when the administrator has opened them', async () => {
  await using feishu = await startFrozen({ app: { scopes: readingScopes } })
  const values = async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `user_ids=${feishu.people.get(index)?.open_id}`)
    const { items } = (await contact(feishu, `users/batch?${ids.join('&')}`)).body.data
    return items.filter((person: object) => 'custom_attrs' in person).length
  }
  expect(await values()).toBeGreaterThan(0)
  feishu.switches.update({ customFieldsOpen: false })
  expect(await values()).toBe(0)
})
