// Declares: the login elements of a server, as routes, the console and the command line use them.

import type { ElementProblem, ElementSource, LoginElement } from '../elements/index.ts'
import type { Instance } from './instance.ts'

/** One element, usable or not. Never a secret. */
export interface ElementStatus {
  fullName: string
  /** The last segment; `instance` in addresses. */
  name: string
  title: string
  kind: 'meta' | 'type' | 'instance'
  /** Full name of its Type or Meta; '' for the Meta. */
  type: string
  source: ElementSource
  /** Where its files are; '' for those that have none. */
  place: string
  /** `overridden`: an element of the same name, of a child application, is used instead. */
  state: 'active' | 'disabled' | 'invalid' | 'overridden'
  problems: readonly ElementProblem[]
  /** Its app; null when that is not known. */
  app: { brand: 'feishu' | 'lark'; appId: string; host: string } | null
  /** What the configuration says beside the secrets. */
  config: Record<string, unknown>
  /** Whether secrets for events are there; null when no key opens what would tell. */
  takesEvents: boolean | null
  /** The redirect URI that its app must have in its list; null unless it is an instance. */
  redirectUri: string | null
  /** Epoch milliseconds; null for elements that are not kept in the database. */
  updatedAt: number | null
}

/** A mistake that no element of the list carries. `fullName` is '' when it is about none. */
export interface FolderProblem extends ElementProblem {
  /** Name of the application. */
  application: string
}

/** What makes an instance. */
export interface ElementInput {
  /** Letters, digits, `_` and `-`; the full name is `auths.loginTypes.` and this. */
  name: string
  /** Default: the name. */
  title?: string | undefined
  /** Full name of the Type. Default: the official one. */
  type?: string | undefined
  appId: string
  appSecret: string
  brand?: 'feishu' | 'lark' | undefined
  host?: string | undefined
  scopes?: string[] | undefined
  tokenEndpoint?: 'v2' | 'v3' | 'oidc' | 'v1' | 'passport' | undefined
  redirectUri?: string | undefined
  events?: { encryptKey?: string | undefined; verificationToken?: string | undefined } | undefined
}

/**
 * What may be changed; a secret that is left out stays. `null` takes something away. Another host, brand or App ID needs
 * the App Secret in the same change, which would else be sent elsewhere. Secrets that no key opens, and event secrets of
 * another app, must be given, too, or taken away.
 */
export interface ElementChanges {
  title?: string | undefined
  type?: string | undefined
  appId?: string | undefined
  appSecret?: string | undefined
  brand?: 'feishu' | 'lark' | null | undefined
  host?: string | null | undefined
  scopes?: string[] | null | undefined
  tokenEndpoint?: ElementInput['tokenEndpoint'] | null
  redirectUri?: string | null | undefined
  events?: { encryptKey?: string | undefined; verificationToken?: string | undefined } | null | undefined
}

/** One thing that was tried at the platform with an app's credentials. */
export interface Check {
  /** What was tried. `unknown` when the platform does not tell. */
  name: 'credentials' | 'ip' | 'redirect_uri' | 'contact_range' | 'scopes' | 'availability'
  state: 'ok' | 'failed' | 'unknown'
  /** What was found and what to do, one or two sentences each. */
  en: string
  zh: string
  /** Where it is changed at the platform. */
  url: string | null
  /** What the platform said. */
  platformCode: number | null
  platformLogId: string | null
}

export interface Diagnosis {
  /** No check failed. */
  ok: boolean
  checks: Check[]
}

/** The login elements of a server, for its own code. For administrators: nothing here asks who is calling. */
export type ManagedElements = Omit<Elements, 'instance' | 'close'>

export interface Elements {
  /** All elements, Meta and Types first, then the instances by full name. */
  list(): ElementStatus[]
  /** What is wrong with the directories themselves, and with folders in which no element could be found. */
  problems(): FolderProblem[]
  /** Exact match. @throws LarkspurError `element_not_found` */
  status(fullName: string): ElementStatus
  /**
   * Exact match, upper and lower case included.
   * @throws LarkspurError `element_not_found`, `element_invalid` with what is wrong, `element_disabled`
   */
  get(fullName: string): Promise<LoginElement>
  /** The running app of an instance that is active. @throws LarkspurError as `get` */
  instance(fullName: string): Instance
  /** Looks for what other processes have changed in the database. */
  refresh(): Promise<void>
  /** @throws LarkspurError `request_invalid` with one sentence per mistake, `element_exists`, `element_invalid` */
  create(input: ElementInput): Promise<ElementStatus>
  /**
   * What would not be usable is refused and stays as it was.
   * @param seen `updatedAt` of what was shown to whoever changes it
   * @throws LarkspurError `element_not_found`, `element_read_only`, `element_changed`, `request_invalid`,
   *   `element_exists`, `element_invalid`
   */
  update(fullName: string, changes: ElementChanges, seen: number): Promise<ElementStatus>
  /** @throws LarkspurError `element_not_found`, `element_read_only` */
  setEnabled(fullName: string, enabled: boolean): Promise<ElementStatus>
  /** Ends the sessions of its people. @throws LarkspurError `element_not_found`, `element_read_only` */
  remove(fullName: string): Promise<void>
  /**
   * The instance as a directory holds it: the texts of `e.json` and `NAME.json` by file name. In place of secrets stand
   * `{{…}}` placeholders.
   * @throws LarkspurError `element_not_found`
   */
  files(fullName: string): Record<string, string>
  /**
   * Tries the credentials at the platform, of an instance or of what is to become one. Rejects for nothing that the
   * platform says. Lets a loader of the instance run again that has failed.
   * @throws LarkspurError `element_not_found`, `request_invalid`, `aborted`
   */
  test(target: string | ElementInput, signal?: AbortSignal): Promise<Diagnosis>
  /** Waits for what runs. */
  close(): Promise<void>
}
