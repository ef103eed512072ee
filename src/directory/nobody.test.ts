import { describe, expect, it } from 'vitest'
import { completeDepartment, completePerson } from './nobody.ts'

describe('what the silence of an answer says', () => {
  it('nobody leads a person of whom the places are told and no leader is', () => {
    expect(completePerson({ id: 'p', departmentIds: ['a'] })).toEqual({
      id: 'p',
      departmentIds: ['a'],
      leaderId: '',
    })
    expect(completePerson({ id: 'p', orders: [] })).toHaveProperty('leaderId', '')
    expect(completePerson({ id: 'p', orders: [], leaderId: 'q' })).toHaveProperty('leaderId', 'q')
  })

  it('D80 nothing of a person of whom the places are not told', () => {
    expect(completePerson({ id: 'p', name: 'P' })).toEqual({ id: 'p', name: 'P' })
  })

  it('nobody leads a department of which the parent is told and no leader is', () => {
    const told = { id: 'a', parentId: '0' }
    expect(completeDepartment(told)).toEqual({ ...told, leaderId: '', leaders: [], unitIds: [] })
    const led = {
      ...told,
      leaderId: 'p',
      leaders: [{ personId: 'p', kind: 'main' as const }],
      unitIds: ['u'],
    }
    expect(completeDepartment(led)).toEqual(led)
  })

  it('D80 nothing of a department of which the parent is not told', () => {
    expect(completeDepartment({ id: 'a', name: 'A' })).toEqual({ id: 'a', name: 'A' })
  })
})
