import { describe, expect, it } from 'vitest'
import { missingPermissions } from './permissions.ts'

const read = { people: 1, departments: 1 }

const names = (told: { person?: string[]; department?: string[] }, of = read) =>
  missingPermissions({ person: told.person ?? [], department: told.department ?? [] }, of).map(
    ({ permissions }) => permissions[0],
  )

describe('missingPermissions', () => {
  it('D80 names the permission, its fields and of what they are', () => {
    const person = ['unionId', 'name', 'userId', 'email', 'gender', 'state', 'departmentIds']
    const told = { person, department: ['name', 'parentId', 'hrbpIds'] }
    expect(missingPermissions(told, read)).toEqual([
      { permissions: ['contact:user.phone:readonly'], fields: ['mobile'], of: 'person' },
    ])
  })

  it('D80 says nothing of people or departments before one was read', () => {
    expect(names({}, { people: 0, departments: 0 })).toEqual([])
    expect(names({}, { people: 1, departments: 0 })).not.toContain('contact:department.base:readonly')
    expect(names({}, { people: 0, departments: 1 })).toEqual([
      'contact:department.base:readonly',
      'contact:department.organize:readonly',
      'contact:department.hrbp:readonly',
    ])
  })

  it('D80 takes one field of a permission for all: the others may be empty for everybody', () => {
    expect(names({ person: ['city'] })).not.toContain('contact:user.employee:readonly')
    expect(names({ person: ['orders'] })).not.toContain('contact:user.department:readonly')
  })

  it('D80 misses no employee number where the wider permission is there', () => {
    const narrow = 'contact:user.employee_number:read'
    expect(names({ person: ['name'] })).toContain(narrow)
    expect(names({ person: ['state'] })).not.toContain(narrow)
    expect(names({ person: ['employeeNo'] })).not.toContain(narrow)
    expect(names({ person: ['employeeNo'] })).toContain('contact:user.employee:readonly')
  })
})
