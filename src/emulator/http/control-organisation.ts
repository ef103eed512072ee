// Routes: the people and departments of the control API.
import type { Context } from 'hono'
import type { Department, Emulator, PersonInput } from '../types.ts'
import * as bodies from './control-bodies.ts'
import { type AddCall, attempt, base, defined, findApp, findPerson } from './control-calls.ts'
import { ControlRefusal, readBody, readQuery } from './control-input.ts'
import { jsonLines } from './json-lines.ts'

async function readPerson(c: Context, optional: boolean): Promise<PersonInput> {
  const { status, ...given } = defined(await readBody(c, bodies.personBody, { optional }))
  return { ...given, ...(status && { status: defined(status) }) }
}

function findDepartment(emulator: Emulator, c: Context): Department {
  const id = c.req.param('id') ?? ''
  const department = emulator.organisation.departments.get(id)
  if (department === undefined) throw new ControlRefusal(404, `There is no department ${id}.`)
  return department
}

/** Adds the calls that read and change the organisation. */
export function addOrganisationCalls(add: AddCall, emulator: Emulator): void {
  const { organisation, people } = emulator
  const { departments } = organisation

  add('GET', `${base}/people`, (c) => {
    const query = defined(readQuery(c, bodies.peopleQuery))
    return attempt(() => people.list({ limit: 50, ...query }))
  })
  add('POST', `${base}/people`, async (c) => {
    const given = await readPerson(c, true)
    return attempt(() => organisation.hire(given))
  })
  add('GET', `${base}/people/:id`, (c) => findPerson(emulator, c))
  add('PATCH', `${base}/people/:id`, async (c) => {
    const { index } = findPerson(emulator, c)
    const patch = await readPerson(c, false)
    return attempt(() => organisation.update(index, patch))
  })
  add('DELETE', `${base}/people/:id`, (c) => {
    const person = findPerson(emulator, c)
    people.remove(person.index)
    return { removed: person.open_id }
  })
  for (const step of ['leave', 'freeze', 'unfreeze'] as const) {
    add('POST', `${base}/people/:id/${step}`, async (c) => {
      const { index } = findPerson(emulator, c)
      await readBody(c, bodies.emptyBody, { optional: true })
      return attempt(() => organisation[step](index))
    })
  }

  add('GET', `${base}/departments`, (c) => {
    const query = defined(readQuery(c, bodies.departmentsQuery))
    return attempt(() => departments.list({ limit: 50, ...query }))
  })
  add('POST', `${base}/departments`, async (c) => {
    const given = defined(await readBody(c, bodies.newDepartmentBody))
    return attempt(() => departments.create(given))
  })
  add('GET', `${base}/departments/:id`, (c) => findDepartment(emulator, c))
  add('PATCH', `${base}/departments/:id`, async (c) => {
    const { open_department_id: id } = findDepartment(emulator, c)
    const patch = defined(await readBody(c, bodies.departmentBody))
    return attempt(() => departments.update(id, patch))
  })
  add('DELETE', `${base}/departments/:id`, (c) => {
    const { open_department_id: removed } = findDepartment(emulator, c)
    return attempt(() => {
      departments.remove(removed)
      return { removed }
    })
  })

  add('GET', `${base}/export`, (c) => {
    const exported = organisation.exportFor(findApp(emulator, c).appId)
    return jsonLines(c, function* lines() {
      for (const department of exported.departments) yield { department }
      for (const person of exported.people) yield { person }
    })
  })
}
