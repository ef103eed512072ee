// Does: what a form of the organisation's page asks for.
import type { Emulator } from '../types.ts'
import { findDepartmentId, rootId } from './find-department.ts'
import { fieldOf, linesOf } from './form.ts'
import type { Text } from './text-en.ts'

export interface Done {
  /** Id of the person or department that it happened to. */
  who: string
  /** The person still stands where the page showed them. */
  stays?: boolean
  /** The department to show next, when it is not the one that was shown. */
  show?: string
}

type Action = (emulator: Emulator, text: Text, form: URLSearchParams, shown: string) => Done

const person = (form: URLSearchParams) => fieldOf(form, 'person')

/** With the fields that are not empty: what is not given is made up. */
const given = (form: URLSearchParams, ...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, fieldOf(form, name)]).filter(([, value]) => value !== ''))

function requireName(form: URLSearchParams): string {
  const name = fieldOf(form, 'name')
  if (name === '') throw new Error('A name cannot be empty.')
  return name
}

/** The forms by the last part of their address. `shown`: the department that the page shows. */
export const organisationActions: Readonly<Record<string, Action>> = {
  hire: ({ organisation }, _text, form, shown) => ({
    who: organisation.hire({ ...given(form, 'name', 'en_name', 'job_title'), departments: [shown] }).open_id,
  }),
  leave: ({ organisation }, _text, form) => ({ who: organisation.leave(person(form)).open_id }),
  freeze: ({ organisation }, _text, form) => ({
    who: organisation.freeze(person(form)).open_id,
    stays: true,
  }),
  unfreeze: ({ organisation }, _text, form) => ({
    who: organisation.unfreeze(person(form)).open_id,
    stays: true,
  }),
  rename: ({ organisation }, _text, form) => ({
    who: organisation.rename(person(form), requireName(form)).open_id,
    stays: true,
  }),
  move(emulator, text, form) {
    const departments = linesOf(form, 'departments').map((line) => findDepartmentId(emulator, text, line))
    if (departments.length === 0) departments.push(rootId)
    return { who: emulator.organisation.move(person(form), departments).open_id }
  },
  'department-create': ({ organisation: { departments } }, _text, form, shown) => {
    const enName = fieldOf(form, 'en_name')
    const created = departments.create({ name: requireName(form), enName, parent: shown })
    return { who: created.open_department_id }
  },
  'department-rename': ({ organisation: { departments } }, _text, form, shown) => {
    departments.update(shown, { name: requireName(form), enName: fieldOf(form, 'en_name') })
    return { who: shown }
  },
  'department-move': (emulator, text, form, shown) => {
    const parent = findDepartmentId(emulator, text, fieldOf(form, 'parent'))
    emulator.organisation.departments.move(shown, parent)
    return { who: shown }
  },
  'department-remove': ({ organisation: { departments } }, _text, _form, shown) => {
    const parent = departments.get(shown)?.parent ?? rootId
    departments.remove(shown)
    return { who: '', show: parent }
  },
}
