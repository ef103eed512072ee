// Exports: the library. Start with createLarkspur.

export type {
  Counts,
  DirectoryDepartment,
  DirectoryPerson,
  EntityKind,
  EventSubject,
  Listing,
  Membership,
  Missing,
  MissingPermission,
  RemovalReason,
  Removals,
  RunChange,
  RunReport,
  RunState,
  StoredEvent,
  SyncTarget,
  SyncWarning,
} from './directory/index.ts'
export {
  type AuthModel,
  type AuthModelRow,
  Code,
  type CodePlatform,
  type DetailedUserInfo,
  type ElementDefine,
  type ElementInfo,
  type ElementProblem,
  type ElementSource,
  type LoadLoginType,
  type LoginConfig,
  type LoginDepartment,
  type LoginElement,
  type LoginMethods,
  type LoginUserInfo,
} from './elements/index.ts'
export type { ErrorCode } from './errors/catalogue.ts'
export { LarkspurError, type LarkspurErrorOptions, type PlatformAnswer } from './errors/larkspur-error.ts'
export type {
  Avatar,
  CustomAttribute,
  DepartmentFields,
  DepartmentLeader,
  Logger,
  PersonFields,
  PersonState,
} from './feishu/index.ts'
export type { Jsapi, JsapiConfig } from './jsapi/index.ts'
export type { Accounts, Expected, ExpectedName, Identity, WantedPerson } from './server/accounts.ts'
export type { Directory } from './server/directory.ts'
export type { DepartmentsQuery, DirectoryReads, PageQuery, UsersQuery } from './server/directory-reads.ts'
export type {
  Check,
  Diagnosis,
  ElementChanges,
  ElementInput,
  ElementStatus,
  ManagedElements,
} from './server/elements-types.ts'
export { optionsFromEnvironment } from './server/environment.ts'
export { createLarkspur, type Larkspur, type Session } from './server/larkspur.ts'
export type { InstanceOptions, LarkspurOptions, Surroundings } from './server/options.ts'
export type { Who } from './server/people.ts'
export type { PersonTokens } from './server/person-tokens.ts'
export type { User } from './server/user.ts'
export type { Role } from './sign-in/index.ts'
export type { AppTokens, PlatformClient, ScopeReport, TokenOptions } from './tokens/index.ts'
