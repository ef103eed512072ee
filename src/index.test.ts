import { expect, expectTypeOf, test } from 'vitest'
import type {
  Avatar,
  Counts,
  CustomAttribute,
  DepartmentLeader,
  Directory,
  DirectoryDepartment,
  DirectoryPerson,
  EntityKind,
  EventSubject,
  Membership,
  MissingPermission,
  PersonState,
  PersonTokens,
  RemovalReason,
  Removals,
  RunReport,
  RunState,
  StoredEvent,
  SyncWarning,
  TokenOptions,
  WantedPerson,
} from './index.ts'
import * as entry from './index.ts'

// Checked by the compiler: whoever writes a function around a member of ours must be able to name its type.
test('every type that a public member of the directory, the tokens or the accounts shows has a name', () => {
  expectTypeOf<RunReport['state']>().toEqualTypeOf<RunState>()
  expectTypeOf<RunReport['people']>().toEqualTypeOf<Counts>()
  expectTypeOf<RunReport['removals']>().toEqualTypeOf<Removals | null>()
  expectTypeOf<RunReport['missingPermissions']>().toEqualTypeOf<MissingPermission[]>()
  expectTypeOf<RunReport['warnings']>().toEqualTypeOf<SyncWarning[]>()
  expectTypeOf<Parameters<Directory['missing']>[1]>().toEqualTypeOf<EntityKind>()
  expectTypeOf<DirectoryPerson['departments']>().toEqualTypeOf<Membership[]>()
  expectTypeOf<DirectoryPerson['removedReason']>().toEqualTypeOf<RemovalReason | null>()
  expectTypeOf<NonNullable<DirectoryPerson['state']>>().toEqualTypeOf<PersonState>()
  expectTypeOf<NonNullable<DirectoryPerson['avatar']>>().toEqualTypeOf<Avatar>()
  expectTypeOf<NonNullable<DirectoryPerson['customAttributes']>>().toEqualTypeOf<CustomAttribute[]>()
  expectTypeOf<NonNullable<DirectoryDepartment['leaders']>>().toEqualTypeOf<DepartmentLeader[]>()
  expectTypeOf<StoredEvent['subject']>().toEqualTypeOf<EventSubject>()
  expectTypeOf<Parameters<entry.Accounts['find']>[0]>().toEqualTypeOf<WantedPerson>()
  expectTypeOf<NonNullable<Parameters<entry.AppTokens['tenantAccessToken']>[0]>>().toExtend<TokenOptions>()
  expectTypeOf<PersonTokens>().toBeObject()
  expect(Object.keys(entry).sort()).toEqual([
    'Code',
    'LarkspurError',
    'createLarkspur',
    'optionsFromEnvironment',
  ])
})
