// Lists: the scopes of an app that lacks none, for who tries Larkspur without a platform.

/** What a real app has to be given, too, so that nothing of the directory stays unknown. */
export const demoScopes: readonly string[] = [
  'contact:contact.base:readonly',
  'contact:department.base:readonly',
  'contact:department.hrbp:readonly',
  'contact:department.organize:readonly',
  'contact:user.base:readonly',
  'contact:user.department:readonly',
  'contact:user.email:readonly',
  'contact:user.employee:readonly',
  'contact:user.employee_id:readonly',
  'contact:user.gender:readonly',
  'contact:user.phone:readonly',
  'offline_access',
]
