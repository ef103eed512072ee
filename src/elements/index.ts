// Exports: login elements.

export { appFields } from './app-fields.ts'
export { readApplication, wrongOrder } from './application.ts'
export { inEnglish } from './both-languages.ts'
export type { ElementSources, PlainElement } from './candidates.ts'
export { Code, type CodePlatform } from './code.ts'
export { asCode } from './code-table.ts'
export { type ConfigRules, checkConfig, type ReadConfig } from './config.ts'
export { type FileRules, readConfig } from './config-file.ts'
export { type ReadDefine, readDefine } from './define.ts'
export { createFsInner, type FsInner, type FsInnerOptions } from './fs-inner/index.ts'
export { fullNameOf, isFullName, nameOf, pathOf } from './full-name.ts'
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
  KnownProfile,
  StoredElement,
} from './ports.ts'
export { type BothLanguages, problemOf } from './problem.ts'
export { type ResolvedElement, resolveElements } from './resolve.ts'
export type { CurrentVisit, ElementVisit } from './visit.ts'
