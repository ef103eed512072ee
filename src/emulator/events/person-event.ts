// Makes: the events of people. They are shaped like the users of the contact API, with the documented differences.
import { shows } from '../operations/contact/contact-scopes.ts'
import type {
  ContactRange,
  OrganisationChange,
  PersonBefore,
  PlaceView,
} from '../state/organisation-model.ts'
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'
import { personBefore, personIds, personObject } from './person-fields.ts'
import type { Made } from './told.ts'

type Change = Extract<OrganisationChange, { index: number }>

/** Fields whose change comes as an event of its own, and who may know of it. */
const apart = { mobile: shows.phone, email: shows.email } as const

const created = 'contact.user.created_v3'
const updated = 'contact.user.updated_v3'
const deleted = 'contact.user.deleted_v3'

/** Whether the app saw somebody who stood in these departments. */
const saw = (range: ContactRange, departments: readonly number[]) => departments.some(range.seesDepartment)

/** Whether the app saw somebody who is gone, whom no range holds any more, though its configuration may. */
function sawGone(range: ContactRange, index: number, departments: readonly number[]): boolean {
  if (range.everything || range.seesPerson(index) || saw(range, departments)) return true
  return Array.prototype.includes.call(range.people, index)
}

const departmentsOf = (places: readonly PlaceView[] = []) => places.map(({ department }) => department)

/** What changed, cut into the events that tell it. */
function cut(before: PersonBefore, scopes: readonly string[]): PersonBefore[] {
  const parts: PersonBefore[] = []
  const rest = { ...before }
  for (const [name, anyOf] of Object.entries(apart) as [keyof typeof apart, readonly string[]][]) {
    const value = rest[name]
    delete rest[name]
    const known = anyOf.some((scope) => scopes.includes(scope))
    if (value !== undefined && known) parts.push({ [name]: value })
  }
  return Object.keys(rest).length > 0 ? [rest, ...parts] : parts
}

function updates(state: State, app: AppSettings, index: number, before: PersonBefore): Made[] {
  const range = state.organisation.rangeOf(app)
  const { eventsOutOfRange } = state.switches
  if (!range.seesPerson(index)) {
    if (eventsOutOfRange === 'none' || !saw(range, departmentsOf(before.places))) return []
    if (eventsOutOfRange === 'ids')
      return [{ type: updated, event: { object: personIds(state, app, index), old_object: {} } }]
  }
  return cut(before, app.scopes).map((part) => ({
    type: updated,
    event: { object: personObject(state, app, index), old_object: personBefore(state, app, part) },
  }))
}

export function personEvents(state: State, app: AppSettings, change: Change): Made[] {
  const { index } = change
  const range = state.organisation.rangeOf(app)
  const object = () => personObject(state, app, index)
  switch (change.kind) {
    case 'person.created':
      return range.seesPerson(index) ? [{ type: created, event: { object: object() } }] : []
    case 'person.updated':
      return updates(state, app, index, change.before)
    case 'person.deleted': {
      if (!sawGone(range, index, change.before.departments)) return []
      const open_id = state.identifiers.encode('open_id', app.appId, index)
      const department_ids = change.before.departments.map(state.organisation.departments.openId)
      return [{ type: deleted, event: { object: object(), old_object: { department_ids, open_id } } }]
    }
  }
}
