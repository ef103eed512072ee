// Declares: login elements as directories, the console and code describe them (Meta, Type, instance).

import type { Brand, PersonState } from '../feishu/index.ts'

/** The Meta of all login elements. */
export const metaName = 'auths.loginTypes.Meta'
/** The official Type: sign-in with a Feishu or Lark app of one's own organisation. */
export const officialTypeName = 'auths.loginTypes.FSInnerType'

/** `private`: seen by its own application alone; `protected`: inherited, never overridden; `public`: both. */
export type AccessModifier = 'public' | 'protected' | 'private'

/** What an `e.json` says. Only `title` and `type` must be there; what else stands in it is kept in `rest`. */
export interface ElementDefine {
  title: string
  /** Full name of the Meta, of a Type, or '' for a Meta. */
  type: string
  description?: string
  /** Default `public`. */
  accessModifier: AccessModifier
  rest: Record<string, unknown>
}

/** Where an element comes from. */
export type ElementSource = 'built_in' | 'settings' | 'directory' | 'database'

/** An element's files, as they were found. */
export interface ElementFiles {
  /** Path with dots: `auths.loginTypes.FSInnerExample`. */
  fullName: string
  /** What messages call the place: a folder's path relative to its application. */
  place: string
  /** Text of the JSON files, by name without path: `e.json`, `FSInnerExample.json`, `config.json`. */
  texts: Readonly<Record<string, string>>
  /** Name of the loader's file (`loader.ts`, `.js`, `.mjs`), which makes the element a Type; null for an instance. */
  loader: string | null
  /** Imports the loader. Null where there is none. */
  loadModule: (() => Promise<unknown>) | null
}

/** Elements that belong together; a child application comes before those that it extends. */
export interface ElementApplication {
  /** `appId` of its app.json, or its folder's name. */
  name: string
  elements: readonly ElementFiles[]
  /** What could not be read at all. */
  problems: readonly ElementProblem[]
  /** Below these nobody knows which elements there are. */
  unread: readonly UnreadPart[]
}

/** A part of an application whose elements are not known. */
export interface UnreadPart {
  /** What full names begin with there: `auths`, `auths.loginTypes`. */
  prefix: string
  /** Why. `at` is the folder. */
  problem: ElementProblem
}

/** What is wrong with one element; the others load all the same. */
export interface ElementProblem {
  fullName: string
  /** File and field, such as `e.json: type`; '' when it is about neither. */
  at: string
  en: string
  zh: string
}

/** The configuration of an instance: the two fields of the documents, and ours. */
export interface InstanceConfig {
  appId: string
  appSecret: string
  brand?: Brand
  /** The platform's open host, as FEISHU_HOST. */
  host?: string
  /** OAuth scopes that people are asked for. */
  scopes?: string[]
  tokenEndpoint?: 'v2' | 'v3' | 'oidc' | 'v1' | 'passport'
  /** The page that the platform sends browsers back to with a code, for pages that sign in by themselves. */
  redirectUri?: string
  events?: { encryptKey?: string; verificationToken?: string }
}

/** What `getLoginConfig` answers. Never the secret. */
export interface LoginConfig {
  appId: string
  /** Random, for one sign-in within ten minutes. */
  state: string
  /** Where the platform is to send the browser back to. */
  redirectUri: string
}

/** A department of a person. */
export interface LoginDepartment {
  id: string
  name: string | null
  isPrimary: boolean
}

/** What `getLoginCode` answers: the ten documented keys are always there; what the platform does not tell is null. */
export interface LoginUserInfo {
  /** The platform's `user_id`; the open_id where the app may not see that. */
  userId: string
  name: string | null
  mobile: string | null
  email: string | null
  /** An https address. */
  avatar: string | null
  /** Name of the primary department. */
  department: string | null
  position: string | null
  gender: 'male' | 'female' | 'other' | null
  status: PersonState | null
  /** Whether they lead one of their departments. */
  isLeader: boolean | null
  openId: string
  unionId: string | null
  tenantKey: string | null
}

/** What `getUserInfo` answers: `getLoginCode`'s keys, and the rest. */
export interface DetailedUserInfo extends LoginUserInfo {
  enName: string | null
  employeeNo: string | null
  departments: LoginDepartment[]
  /** open_id of whom they report to. */
  leaderId: string | null
  city: string | null
  country: string | null
  workStation: string | null
  /** Epoch milliseconds. */
  joinedAt: number | null
}

/** The six methods of an instance. All throw `Code` (code.ts) when the platform refuses. */
export interface LoginMethods {
  /** What a page needs to show the sign-in. `redirectUri` must be on this site; default: the configured one. */
  getLoginConfig(args?: { redirectUri?: string | undefined }): Promise<LoginConfig>
  /**
   * Who the code stands for. `state`, when given, must be one that `getLoginConfig` gave out, unused and not older than
   * ten minutes. `redirectUri` is that of the authorize page; leave it out for a code of the client.
   */
  getLoginCode(args: {
    authCode: string
    state?: string | undefined
    redirectUri?: string | undefined
  }): Promise<LoginUserInfo>
  /** By `user_id`, or an open_id (`ou_…`) or union_id (`on_…`). */
  getUserInfo(args: { userId: string }): Promise<DetailedUserInfo>
  /** The app's tenant_access_token. For the server only. */
  getAccessToken(): Promise<string>
  /** Reads the person anew into the directory and into `FSInnerAuthModel`; `forceUpdate` writes also what is the same. */
  syncUserInfo(args: { userId: string; forceUpdate?: boolean | undefined }): Promise<void>
  /** Synchronises one department with those below it; everything that the app sees without `deptId`. */
  syncDepartmentInfo(args?: { deptId?: string | undefined }): Promise<void>
}

/** A row of the model: the sixteen documented fields. */
export interface AuthModelRow {
  id: string
  userId: string
  name: string | null
  mobile: string | null
  email: string | null
  avatar: string | null
  department: string | null
  position: string | null
  gender: LoginUserInfo['gender']
  status: LoginUserInfo['status']
  isLeader: boolean | null
  /** The person's user_access_token and refresh_token; kept encrypted, for the server only. */
  accessToken: string | null
  refreshToken: string | null
  expiresAt: Date | null
  createdAt: Date
  updatedAt: Date
}

/** Who has signed in with this instance. */
export interface AuthModel {
  /** By the `userId` of a row, an open_id or a union_id. */
  get(userId: string): Promise<AuthModelRow | undefined>
  /** By name; `limit` 1 to 200, default 50. */
  query(page?: { cursor?: string | undefined; limit?: number | undefined }): Promise<{
    items: AuthModelRow[]
    next: string | null
  }>
}

/** What every element tells of itself. */
export interface ElementInfo {
  fullName: string
  /** The last segment of the full name; `instance` in addresses. */
  name: string
  define: ElementDefine
  /** Full names from the element's Type up to the Meta. */
  types: readonly string[]
}

/** A login instance, as `getElement` gives it. */
export interface LoginElement extends ElementInfo, LoginMethods {
  FSInnerAuthModel: AuthModel
}

/** What the loader of a Type exports: turns the official methods into those of the Type. */
export type LoadLoginType = (context: {
  element: ElementInfo
  /** The methods of the Type that this one extends or overrides; the official ones at last. */
  base: LoginMethods
}) => LoginMethods | Promise<LoginMethods>
