// Lists: the scopes of an app that lacks none of the contact API.

/** Everything that the contact API can show. */
export const contactScopes = [
  'contact:contact.base:readonly',
  'contact:department.base:readonly',
  'contact:department.organize:readonly',
  'contact:department.hrbp:readonly',
  'contact:user.base:readonly',
  'contact:user.department:readonly',
  'contact:user.email:readonly',
  'contact:user.phone:readonly',
  'contact:user.gender:readonly',
  'contact:user.employee:readonly',
  'contact:user.employee_id:readonly',
]
