// Exports: login elements.

export {
  type AccessModifier,
  type AuthModel,
  type AuthModelRow,
  type DetailedUserInfo,
  type ElementApplication,
  type ElementDefine,
  type ElementFiles,
  type ElementInfo,
  type ElementProblem,
  type ElementSource,
  type InstanceConfig,
  type LoadLoginType,
  type LoginConfig,
  type LoginDepartment,
  type LoginElement,
  type LoginMethods,
  type LoginUserInfo,
  metaName,
  officialTypeName,
} from './model.ts'
export type {
  DetailedIdentity,
  ElementStore,
  IdentityDetails,
  IdentityDetailsStore,
  StoredElement,
} from './ports.ts'
export type { CurrentVisit, ElementVisit } from './visit.ts'
