import { expect, test } from 'vitest'
import type { DirectoryDepartment, DirectoryPerson } from '../directory/model.ts'
import { departmentView, personView } from './directory-view.ts'

const person: Required<DirectoryPerson> = {
  id: 'ou_1',
  unionId: 'on_1',
  userId: 'MARKER-user-id',
  name: '李雷',
  enName: 'Li Lei',
  nickname: 'Lei',
  avatar: {
    avatar72: 'https://images.example.com/72.png',
    avatar240: 'http://images.example.com/240.png',
    avatar640: 'javascript:alert(1)',
    avatarOrigin: 'no address',
  },
  email: 'MARKER@example.com',
  enterpriseEmail: 'MARKER@work.example.com',
  mobile: '+86MARKER',
  mobileVisible: true,
  gender: 'male',
  state: 'active',
  leaderId: 'ou_2',
  city: '上海',
  country: 'CN',
  workStation: 'MARKER-desk',
  joinedAtSeconds: 1,
  isTenantManager: true,
  employeeNo: 'MARKER-number',
  employeeType: 1,
  jobTitle: 'Engineer',
  customAttributes: [{ id: 'a', type: 'TEXT', value: { text: 'MARKER-attribute' } }],
  dottedLineLeaderIds: ['ou_3'],
  jobLevelId: 'MARKER-level',
  jobFamilyId: 'MARKER-family',
  geo: 'cn',
  departments: [{ departmentId: 'od-1', isPrimary: true, order: 0 }],
  updatedAt: 2,
  removedAt: null,
  removedReason: null,
}

test('colleagues see of a person what is listed, and nothing else', () => {
  const seen = personView(person, 'colleague')
  expect(JSON.stringify(seen)).not.toContain('MARKER')
  expect(seen).toEqual({
    id: 'ou_1',
    name: '李雷',
    enName: 'Li Lei',
    nickname: 'Lei',
    avatar: { avatar72: 'https://images.example.com/72.png' },
    jobTitle: 'Engineer',
    state: 'active',
    departments: [{ departmentId: 'od-1', isPrimary: true, order: 0 }],
    leaderId: 'ou_2',
    city: '上海',
    employeeType: 1,
  })
})

test('administrators see everything, but no address that a page must not open', () => {
  const { avatar72 = '' } = person.avatar
  expect(personView(person, 'everything')).toEqual({ ...person, avatar: { avatar72 } })
})

test('what was never told is absent for everybody', () => {
  const bare: DirectoryPerson = {
    id: 'ou_1',
    departments: [],
    updatedAt: 2,
    removedAt: null,
    removedReason: null,
  }
  expect(personView(bare, 'colleague')).toEqual({ id: 'ou_1', departments: [] })
  expect(personView(bare, 'everything')).toEqual(bare)
})

test('colleagues see the tree of departments, not what is organised with it', () => {
  const department: DirectoryDepartment = {
    id: 'od-1',
    customId: 'MARKER',
    chatId: 'MARKER',
    hrbpIds: ['MARKER'],
    name: 'Sales',
    parentId: 'od-0',
    treeParentId: '0',
    memberCount: 5,
    updatedAt: 2,
    removedAt: null,
    removedReason: null,
  }
  expect(departmentView(department, 'colleague')).toEqual({
    id: 'od-1',
    name: 'Sales',
    parentId: 'od-0',
    treeParentId: '0',
    memberCount: 5,
  })
  expect(departmentView(department, 'everything')).toBe(department)
})
