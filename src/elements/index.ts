// Exports: login elements.

export { type ConfigRules, checkConfig, type ReadConfig, readConfig } from './config.ts'
export { type ReadDefine, readDefine } from './define.ts'
export { isFullName, nameOf, pathOf } from './full-name.ts'
export {
  type ComposedType,
  type ComposeParts,
  composeType,
  loginMethodNames,
  type TypeLoader,
} from './load-type.ts'
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
export {
  type ElementSources,
  type PlainElement,
  type ResolvedElement,
  resolveElements,
} from './resolve.ts'
export type { CurrentVisit, ElementVisit } from './visit.ts'
