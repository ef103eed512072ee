// Exports: login elements.

export { appFields } from './app-fields.ts'
export { readApplication, wrongOrder } from './application.ts'
export { inEnglish } from './both-languages.ts'
export { Code, type CodePlatform } from './code.ts'
export { checkConfig } from './config.ts'
export { readConfig } from './config-file.ts'
export { createFsInner, type FsInner, type FsInnerOptions } from './fs-inner/index.ts'
export { fullNameOf, isFullName, nameOf, pathOf, prefixOf } from './full-name.ts'
export { composeType } from './load-type.ts'
export {
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
  officialTypeName,
} from './model.ts'
export { fillPlaceholders } from './placeholders.ts'
export type {
  DetailedIdentity,
  ElementStore,
  IdentityDetails,
  IdentityDetailsStore,
  KnownProfile,
  StoredElement,
  WritableElement,
} from './ports.ts'
export { type BothLanguages, problemOf } from './problem.ts'
export { type ResolvedElement, resolveElements } from './resolve.ts'
export type { CurrentVisit, ElementVisit } from './visit.ts'
