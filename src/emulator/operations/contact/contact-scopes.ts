// Lists: the scopes that open the contact API and show its fields.
import { umbrellaScopes } from '../visible-fields.ts'

export const contactBase = 'contact:contact.base:readonly'
export const employeeId = 'contact:user.employee_id:readonly'
const organize = 'contact:department.organize:readonly'

/** Scopes of which any one opens an endpoint. */
export const opens = {
  base: [contactBase],
  baseOrUmbrella: [contactBase, ...umbrellaScopes],
  organisation: [contactBase, organize, ...umbrellaScopes],
  /** Without the umbrella of people's tokens: these endpoints take the app's own. */
  app: [contactBase, 'contact:contact:access_as_app', 'contact:contact:readonly_as_app'],
  departmentSearch: [
    contactBase,
    'search:department:read',
    'contact:contact:access_as_app',
    'contact:contact:readonly_as_app',
  ],
  personSearch: ['contact:user:search'],
  ids: ['contact:user.id:readonly'],
  basicProfile: ['contact:user.basic_profile:readonly'],
} as const satisfies Record<string, readonly string[]>

const orUmbrella = (scope: string): readonly string[] => [scope, ...umbrellaScopes]

/** Scopes of which any one shows a field. */
export const shows = {
  base: orUmbrella('contact:user.base:readonly'),
  employee: orUmbrella('contact:user.employee:readonly'),
  employeeNumber: ['contact:user.employee_number:read', ...orUmbrella('contact:user.employee:readonly')],
  placement: orUmbrella('contact:user.department:readonly'),
  gender: orUmbrella('contact:user.gender:readonly'),
  email: ['contact:user.email:readonly'],
  phone: ['contact:user.phone:readonly'],
  userId: [employeeId],
  departmentBase: orUmbrella('contact:department.base:readonly'),
  organize: orUmbrella(organize),
  partners: ['contact:department.hrbp:readonly'],
} as const satisfies Record<string, readonly string[]>
