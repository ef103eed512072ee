// Declares: what the emulator offers to a program, to its control API and to its pages.

/** Status of a person, as the contact API words it. All false but `is_activated` means an active member. */
export interface PersonStatus {
  is_frozen: boolean
  is_resigned: boolean
  is_activated: boolean
  is_exited: boolean
  is_unjoin: boolean
}

/** A person of the generated organisation. `open_id` is for the given app. */
export interface Person {
  index: number
  open_id: string
  union_id: string
  user_id: string
  name: string
  en_name: string
  avatar_url: string
  email: string
  enterprise_email: string
  mobile: string
  employee_no: string
  job_title: string
  department_ids: string[]
  department_name: string
  tenant_key: string
  status: PersonStatus
}

export interface AppSettings {
  appId: string
  appSecret: string
  name: string
  /** Redirect URL list (Security Settings), compared without query and fragment. */
  redirectUrls: string[]
  /** H5 trusted domains, `host:port` or origin. */
  trustedDomains: string[]
  /** Scopes enabled for the app, e.g. `contact:user.email:readonly`, `offline_access`. */
  scopes: string[]
  /** `all` or the indexes of the people who may use the app. */
  availability: 'all' | number[]
  enabled: boolean
  /** Installed in the tenant; otherwise 20009. */
  installed: boolean
  /** Console switch "refresh user_access_token". */
  refreshEnabled: boolean
  /** The app may sign people in by QR code; otherwise 4401. */
  qrLogin: boolean
  /** Public IPv4 addresses that may call; empty = off. */
  ipAllowList: string[]
  /** Whom and what the app's own token sees (contact scope). Default `availability`: the people who may use the app. */
  contactRange: ContactRangeSettings
  /** Subscription to events. */
  events: EventSettings
}

/** `availability`: everything when everybody may use the app, otherwise those people. `all`: everything. */
export type ContactRangeSettings =
  | 'availability'
  | 'all'
  | {
      /** `open_department_id`s; each with all that is below it. */
      departments: string[]
      /** Indexes. */
      people: number[]
    }

/** What an app may be given: the rest stays, or is made up. */
export type AppInput = Partial<Omit<AppSettings, 'events'>> & { events?: Partial<EventSettings> }

/** What a person may be given: the rest stays, or is made up. */
export type PersonInput = Partial<
  Pick<
    Person,
    | 'name'
    | 'en_name'
    | 'avatar_url'
    | 'email'
    | 'enterprise_email'
    | 'mobile'
    | 'user_id'
    | 'tenant_key'
    | 'job_title'
  >
> & {
  status?: Partial<PersonStatus>
  /** Ids of departments, the primary one first; `0` is the root. None: the root. */
  departments?: string[]
  /** The person they report to, by any key; null: nobody. */
  leader?: number | string | null
}

/** A department of the organisation. Below the root `parent` is `0`. */
export interface Department {
  open_department_id: string
  /** The organisation's own id of it. */
  department_id: string
  name: string
  en_name: string
  /** `open_department_id` */
  parent: string
  /** Indexes of people. */
  leader: number | undefined
  deputies: number[]
  /** Among its siblings the smaller comes first. */
  order: number
  /** Members with those of the departments below, each once. */
  member_count: number
}

/** What a department may be given. People by any key, departments by either id. */
export interface DepartmentInput {
  name?: string
  enName?: string
  customId?: string
  /** Default: the root. */
  parent?: string
  leader?: number | string | null
  deputies?: (number | string)[]
  order?: number
}

export interface OrganisationSize {
  /** Default 200; at most 10,000,000. */
  users?: number
  /** Default: one for twelve people, between 8 and 2,000. At most 100,000. */
  departments?: number
  /** Every department stands directly under the root; at most 1,000 then. Default false. */
  flat?: boolean
}

export interface EventSettings {
  /** Request URL; empty: no events. */
  url: string
  /** Signs and encrypts; empty: events come plain. */
  encryptKey: string
  verificationToken: string
  /** Which events, e.g. `contact.user.updated_v3`. */
  types: 'all' | string[]
}

export interface ClockControl {
  /** Epoch milliseconds. */
  now(): number
  /** Stops the clock at `at` (default: now). */
  freeze(at?: number): void
  set(at: number): void
  /** Milliseconds, or a text such as `2h`, `30m`, `45s`. */
  advance(by: number | string): void
  /** Lets the clock run again from where it is. */
  resume(): void
}

/** One-shot fault. `operation` is a name of the request log, e.g. `oauth.v2.token`, `user_info`, `*`. */
export interface Fault {
  operation: string
  /** How many requests it hits; default 1. */
  times?: number
  /** `before` the state changes (default) or `after` (the answer is lost, the state changed). */
  phase?: 'before' | 'after'
  effect:
    | { kind: 'error'; code: number }
    | {
        kind: 'status'
        status: number
        body?: string
        contentType?: string
        headers?: Record<string, string>
      }
    | { kind: 'delay'; ms: number }
    | { kind: 'drop' }
    | { kind: 'truncate' }
    | { kind: 'html' }
    | { kind: 'omit'; field: string }
}

export interface RequestEntry {
  id: number
  at: number
  method: string
  /** Path without query values of secrets; host-as-path prefix removed. */
  path: string
  /** e.g. `auth.v3.tenant_access_token.internal`, `oauth.v2.token`, `user_info`, `unmatched`. */
  operation: string
  status: number
  /** Platform code of the answer, when it has one. */
  code?: number
  ms: number
  logId: string
  appId?: string
  caller: string
  /** Field names the client sent that nothing read. */
  unreadFields: string[]
  /** Fields of the emulator's own answer that no document names for this operation. */
  undocumentedFields: string[]
  /** Nearest known routes, for an unmatched path. */
  nearMisses: string[]
}

/** How the simulated client behaves. */
export interface ClientProfile {
  /** `open_id` of the person logged in to the client. */
  openId: string
  platform: 'desktop' | 'phone'
  language: 'zh_CN' | 'en_US'
  /** `old-client`: requestAccess answers errno 103. `old-sdk`: the script has no requestAccess. */
  generation: 'current' | 'old-client' | 'old-sdk'
  /** What the person or client does when asked. `hang`: never answers. */
  outcome: 'accept' | 'refuse' | 'hang'
}

export interface ClientCall {
  /** e.g. `requestAccess`, `requestAuthCode`, `config`. */
  api: string
  params: Record<string, unknown>
  /** `location.href` of the calling page. */
  pageUrl: string
  profile: ClientProfile
  /** Window of the client. What `h5sdk.config` authenticates counts in one window; default: one for all calls. */
  container?: string
  /** False when the page called before `h5sdk.ready`. Default true. */
  ready?: boolean
  /** What the person did when the call asked. Default: `confirm`, and `cancel` when the profile's outcome is `refuse`. */
  reply?: ClientReply
}

/**
 * What a person does when the client asks: agrees or cancels, types what was scanned (`scanCode`), chooses people
 * (`chooseContact`). `confirm` scans a sample address and chooses the first person.
 */
export type ClientReply = 'confirm' | 'cancel' | { text: string } | { openIds: string[] }

export type ClientAnswer =
  | { ok: true; result: Record<string, unknown> }
  | {
      ok: false
      /** What the page gets. */
      error: Record<string, unknown>
      /** Why, for people; no page ever gets it. */
      explanation?: ClientExplanation
    }
  | { ok: 'hang' }

/** Why `h5sdk.config` failed, or why a call was not allowed. The console has the words. */
export type ClientReason =
  | 'wrong_types'
  | 'unknown_app'
  | 'no_trusted_domain'
  | 'untrusted_page'
  | 'no_session'
  | 'not_visible'
  | 'illegal_id'
  | 'other_person'
  | 'signature_differs'
  | 'signature_unknown'
  | 'ticket_not_valid'
  | 'timestamp_in_seconds'
  | 'timestamp_in_microseconds'
  | 'too_old'
  | 'too_new'
  | 'repeated'
  | 'unknown_api'
  | 'api_not_listed'
  | 'before_ready'
  | 'no_config'
  | 'page_not_covered'

/** What people do to an input that they should sign as it is. */
export type SignedVariant =
  | 'with_fragment'
  | 'without_query'
  | 'trailing_slash'
  | 'encoded'
  | 'decoded'
  | 'other_scheme'
  | 'other_host'
  | 'without_port'
  | 'without_scheme'
  | 'origin_only'
  | 'path_only'
  | 'other_page'
  | 'empty'
  | 'seconds'
  | 'milliseconds'
  | 'other_case'
  | 'expired'
  | 'other_app'
  | 'access_token'
  | 'key_case'
  | 'key_order'
  | 'values_only'
  | 'form_encoded'
  | 'capitals'
  | 'base64'
  | 'sha256'
  | 'md5'

/** One input of the signature that is not what the client verified. */
export interface SignedDifference {
  input: 'url' | 'jsapi_ticket' | 'noncestr' | 'timestamp' | 'text' | 'signature'
  variant: SignedVariant
  /** What was signed; a ticket is shortened. */
  signed: string
  expected: string
}

export interface ClientExplanation {
  reason: ClientReason
  /** For a signature: what differs, when it can be found. */
  differences?: SignedDifference[]
  /** What the reason is about: names, addresses, or the values that were verified. */
  facts?: string[]
}

export interface EmulatorOptions {
  /** Default 0: any free port. */
  port?: number
  /** Loopback only; default 127.0.0.1. */
  host?: '127.0.0.1' | '::1' | 'localhost'
  /** Same seed, same bytes. Default: random, so that instances differ. */
  seed?: number
  organisation?: OrganisationSize
  app?: AppInput
  /** Refuse more calls than the platform's tiers allow, on the emulator's clock; `factor` shrinks the limits. Default false. */
  rateLimits?: RateLimitSettings
  /** Answers to open questions of the platform; see docs/emulator.md. */
  switches?: Partial<EmulatorSwitches>
  /** Source of real time; default Date.now. */
  now?: () => number
  /** Origin to hand out in `env` and in links, when callers reach the emulator by another one. Default: the caller's. */
  advertisedUrl?: string
  /** Also listen for https on a free port (self-signed), for a launched Chromium. Default false. */
  https?: boolean
  /** Where a web app to open in the simulated client lives; shown by the console. */
  appHomeUrl?: string
}

/** The limits of the platform's tiers, or these times `factor` (above 0, at most 100; never below one call). */
export type RateLimitSettings = boolean | { factor: number }

/** Undocumented or contradictory behaviour, one switch each. Defaults are the safe side. */
export interface EmulatorSwitches {
  /** Second use of a code. Default 20065. */
  usedCode: 20003 | 20065
  /** Second use of a refresh token. Default 20073. */
  usedRefreshToken: 20064 | 20073
  /** Old user_access_token after a refresh stays valid. Default true. */
  oldTokenSurvivesRefresh: boolean
  /** HTTP status of 99991671, 99991672, 99991677, 99991679. Default 400. */
  gatewayStatus: number
  /** HTTP status of 10014. Default 200. */
  wrongSecretStatus: number
  /** GET on app_access_token/internal and jssdk/ticket/get. Default false: 404. */
  allowGet: boolean
  /** Most scopes per authorize request. Default 200. */
  maxScopes: number
  /** Code of the redirect mismatch page. Default 20029. */
  redirectMismatch: 20029 | 2000 | 20023
  /** PKCE on v3. Default true. */
  pkceOnV3: boolean
  /** The query of redirect_uri counts in the list match. Default false. */
  strictQuery: boolean
  /** errno of requestAccess for a page outside the redirect list. Default 2700002. */
  pageNotListedErrno: number
  /** A code whose PKCE check failed is used up. Default true. */
  failedPkceConsumesCode: boolean
  /** Where a person outside the availability is refused with 20010. Default `token`. */
  notAvailableAt: 'page' | 'token'
  /** Calls of jssdk/ticket/get per app and hour before 99991400. Default 1000; 0 refuses every call. */
  ticketQuota: number
  /** Which of the two documented shapes a failed `h5sdk.config` answers in. Default `both` at once. */
  configErrorShape: 'both' | 'errorCode' | 'errno'
  /** What an empty `jsApiList` authenticates. Default `all`. */
  emptyJsApiList: 'all' | 'none'
  /** A `tt` call before `h5sdk.ready`: fails with errno 110, or is answered as any other. Default `fail`. */
  callBeforeReady: 'fail' | 'answer'
  /** A page stays authenticated when only its query changes. Default false. */
  queryChangeKeepsAuthentication: boolean
  /** Failures of the passport endpoints: bare OAuth, or with the number as the newer endpoints. Default `oauth`. */
  passportErrorShape: 'oauth' | 'coded'
  /** HTTP status of those failures. Default 400. */
  passportErrorStatus: number
  /** Life of a passport refresh token. Default 864000: the example; the text says 30 days. */
  passportRefreshSeconds: number
  /** Who refuses a bad app token at tokenLoginValidate: its own 10202, or the gateway. Default `service`. */
  miniProgramBadToken: 'service' | 'gateway'
  /** How long a QR code can be scanned and confirmed. Default 180. */
  qrCodeSeconds: number
  /** How long the `tmp_code` of a confirmed QR code counts. Default 300. */
  tmpCodeSeconds: number
  /** `department_ids` in the `object` of a person's event. Default `empty`: documented as not filled. */
  eventDepartmentIds: 'empty' | 'filled'
  /** The timestamp that a retry is signed with. Default `new`. */
  retryTimestamp: 'new' | 'original'
  /** Windows of the rate limits: the last second or minute, or those of the clock. Default `sliding`. */
  rateWindow: 'sliding' | 'fixed'
  /** A `page_size` outside its limits: the contact API's own code, or the gateway's. Default 40011. */
  badPageSize: 40011 | 99992402
  /** A department that does not exist: the nearest code of the endpoint's own table, or the gateway's. Default `own`. */
  missingDepartment: 'own' | 'gateway'
  /** `contact/v3/scopes` lists people only to an app with `contact:user.employee_id:readonly`. Default false. */
  scopeUsersNeedEmployeeId: boolean
  /** A list without entries is in a contact answer as `[]`. Default true; false: left out. */
  emptyLists: boolean
  /** The gateway's code for a person's token whose person is frozen, has left or is gone. Default 99991668. */
  restrictedUserToken: 99991668 | 99991677
  /** The administrator has opened the organisation's own fields to apps: `custom_attrs` of people. Default true. */
  customFieldsOpen: boolean
  /** The gateway's code for the own token of an app that is not installed in the tenant. Default 11210. */
  notInstalled: 11210 | 99991673
  /** Most departments and people in one `contact.scope.updated_v3`; more come as several events. Default 100. */
  rangeEventEntries: number
  /** Whether an app is told of a change by which somebody or a department leaves its contact range. Default `none`. */
  eventsOutOfRange: 'none' | 'ids' | 'full'
}

/** One try to deliver an event. */
export interface DeliveryTry {
  /** Epoch milliseconds of the emulator's clock. */
  at: number
  /** HTTP status of the answer; 200 alone is a success. */
  status?: number
  /** Why there was no answer. */
  error?: string
  /** Real milliseconds. */
  ms: number
}

/** An event on its way to one app, or arrived. */
export interface Delivery {
  id: number
  /** The same for every try, for duplicates and for what is sent again. */
  eventId: string
  /** e.g. `contact.user.updated_v3`. */
  type: string
  appId: string
  /** Epoch milliseconds of the emulator's clock. */
  at: number
  /** When the next try is due, or the last one was. Epoch milliseconds of the emulator's clock. */
  dueAt: number
  tries: DeliveryTry[]
  /** `failed`: five tries without a 200. `lost`: never sent, or given up before. */
  state: 'waiting' | 'delivered' | 'failed' | 'lost'
  /** The event in its envelope, without the Verification Token. */
  body: Record<string, unknown>
}

export interface DeliveryFilter {
  appId?: string
  type?: string
  state?: Delivery['state']
  /** Epoch milliseconds of the emulator's clock. */
  since?: number
}

/** Shares, 0 to 1, of the deliveries that something happens to. None is given: nothing happens. */
export interface EventWeather {
  /** Sent twice. */
  duplicate?: number
  /** Held back behind up to five later ones of the same app that are to be sent now. */
  reorder?: number
  /** Sent up to ten minutes later, by the emulator's clock. */
  delay?: number
  /** Never sent. */
  lose?: number
  /** One byte of the first try is wrong, after signing. */
  corrupt?: number
  /** The same seed hits the same ones. Default: the emulator's. */
  seed?: number
}

/** How an app subscribes to events. What is not given stays as it is. */
export interface EventSubscription {
  /** Default: the first app. */
  appId?: string
  /** Where the app receives events. */
  url: string
  /** Signs and encrypts; empty: events come plain. */
  encryptKey?: string
  verificationToken?: string
  types?: 'all' | string[]
}

/** A QR code that a page shows, or has shown. */
export interface QrCode {
  /** Names the code for the phone. */
  token: string
  /** What the picture says: the address of the phone's page for this code. */
  text: string
  /** The last four are ends. */
  status: 'waiting' | 'scanned' | 'confirmed' | 'cancelled' | 'refused' | 'expired'
  appId: string
  redirectUri: string
  /** Epoch milliseconds of the emulator's clock. */
  createdAt: number
  expiresAt: number
  /** `open_id` of whoever scanned it. */
  openId?: string
  /** Why it was refused, e.g. 20010 or 4401. */
  code?: number
}

export interface ApproveOptions {
  /** Scopes the person agrees to; default all that were asked for. */
  grantedScopes?: string[]
}

export interface Emulator {
  /** Origin to put in FEISHU_HOST, e.g. http://127.0.0.1:40123 */
  readonly url: string
  /** https origin when `https: true`, and the SPKI pin (base64 SHA-256) of its certificate. */
  readonly https: { url: string; port: number; spki: string } | undefined
  readonly seed: number
  /** Lines for a .env file. */
  readonly env: { APP_ID: string; APP_SECRET: string; FEISHU_HOST: string }
  /** Settings of the first app; change with `apps.update`. */
  readonly app: Readonly<AppSettings>
  readonly apps: {
    list(): ReadonlyArray<Readonly<AppSettings>>
    get(appId: string): Readonly<AppSettings> | undefined
    create(settings?: AppInput): Readonly<AppSettings>
    update(appId: string, patch: Omit<AppInput, 'appId'>): Readonly<AppSettings>
  }
  readonly people: {
    readonly size: number
    /** By index, open_id (of `appId`, default the first app), union_id or user_id. */
    get(key: number | string, appId?: string): Person | undefined
    /** `department`: by either id; those who stand directly in it, without whoever has left. */
    list(query?: { search?: string; department?: string; offset?: number; limit?: number; appId?: string }): {
      total: number
      items: Person[]
    }
    update(key: number | string, patch: PersonInput): Person
    /** A new member, with what is not given made up. Gone with `reset()`. */
    add(person?: PersonInput): Person
    /** The account is gone: 20008. */
    remove(key: number | string): void
  }
  /**
   * Changes of the organisation, each told to the apps that have subscribed to events. A person by any key, a department
   * by its `open_department_id` or the organisation's own id. All gone with `reset()`.
   */
  readonly organisation: {
    /** A new member. Default department: one from the seed. */
    hire(person?: PersonInput): Person
    /** Resigns: in no department's list any more, still known by id. */
    leave(key: number | string): Person
    freeze(key: number | string): Person
    unfreeze(key: number | string): Person
    /** The first department is the primary one. */
    move(key: number | string, departments: string[]): Person
    rename(key: number | string, name: string): Person
    update(key: number | string, patch: PersonInput): Person
    readonly departments: {
      /** In the order of the tree; with `parent`, those directly below it. `search`: part of a name. */
      list(query?: { parent?: string; search?: string; offset?: number; limit?: number }): {
        total: number
        items: Department[]
      }
      get(id: string): Department | undefined
      /** Throws for a name that a sibling has, an id that is taken, more than 1,000 siblings. */
      create(given: DepartmentInput & { name: string }): Department
      update(id: string, patch: DepartmentInput): Department
      move(id: string, parent: string): Department
      /** Throws while it has members or departments below. */
      remove(id: string): void
    }
    /** All that the own token of an app (default: the first) may read, as the contact API tells it, in the order of ids. */
    exportFor(appId?: string): {
      departments: Iterable<Record<string, unknown>>
      people: Iterable<Record<string, unknown>>
    }
  }
  readonly login: {
    /** Follows an authorize URL as this person and agrees. Returns the redirect with code and state. */
    approve(authorizeUrl: string, person: number | string, options?: ApproveOptions): string
    /** The same, refusing: `error=access_denied`. */
    deny(authorizeUrl: string, person: number | string): string
    /** The person withdraws what they granted to the app (default: the first): grants, tokens and waiting codes end. */
    withdraw(person: number | string, options?: { appId?: string }): void
  }
  readonly client: {
    /** One bridge call of the simulated client. */
    call(call: ClientCall): ClientAnswer
    /**
     * What the client tells an authorize page of this emulator: `openId` and `outcome` of who is logged in. Undefined for
     * any other address: no page of an app is told.
     */
    personFor(pageUrl: string, profile: ClientProfile): ClientAnswer | undefined
    /** Shortcut: the code of a successful requestAccess on this page. Throws when the platform would refuse. */
    code(
      pageUrl: string,
      person: number | string,
      options?: { scopeList?: string[]; appId?: string; api?: 'requestAccess' | 'requestAuthCode' },
    ): string
  }
  /** The simulated phone. A code is named by its token or by the text of its picture. */
  readonly phone: {
    /** The codes that pages show or have shown, newest first. */
    codes(): QrCode[]
    /** Points this person's phone at a code. A refusal (20010, 4401 …) is the code's new status; throws when it cannot be scanned. */
    scan(code: string, person: number | string): QrCode
    /** Whoever scanned agrees, and the page goes on. Throws when nobody has scanned. */
    confirm(code: string): QrCode
    /** Whoever scanned says no. */
    cancel(code: string): QrCode
    /** Ends a code before its time. */
    expire(code: string): QrCode
  }
  readonly miniProgram: {
    /**
     * The code that a mini program of this person gets: of `tt.requestAccess` (default) for the token endpoints, of
     * `tt.login` for `mina/v2/tokenLoginValidate`. Throws when the platform would refuse.
     */
    code(
      person: number | string,
      options?: { api?: 'requestAccess' | 'login'; scopeList?: string[]; appId?: string },
    ): string
  }
  /** The events that apps have subscribed to. Changes of the organisation and of an app's contact range tell themselves. */
  readonly events: {
    /**
     * Saves the request URL of an app as the console does: asks it with a challenge first. Throws, with the reason, when
     * the answer is wrong or takes longer than a second; the settings then stay as they were.
     */
    subscribe(subscription: EventSubscription): Promise<void>
    /** Takes the request URL away (default: of the first app). What waits is lost. */
    unsubscribe(appId?: string): void
    /** The last 1,000, oldest first. */
    deliveries(filter?: DeliveryFilter): Delivery[]
    /** Sends an event of the list once more, with the same `event_id`. */
    resend(id: number): Delivery
    /**
     * From the next event on; `{}` is fine weather again. `reset()` brings it, too. Returns the weather; without an
     * argument it stays as it is.
     */
    weather(weather?: EventWeather): EventWeather
    /** An event made by hand, whatever the app's scopes, contact range and types. Envelope 2.0 unless told otherwise. */
    send(
      type: string,
      event: Record<string, unknown>,
      options?: { appId?: string; schema?: '1.0' | '2.0' },
    ): Delivery
    /** Resolves once nothing is on its way and nothing is due now. */
    settled(): Promise<void>
  }
  readonly switches: {
    get(): EmulatorSwitches
    /** Changes some, from the next request on. `reset()` leaves them. */
    update(patch: Partial<EmulatorSwitches>): EmulatorSwitches
  }
  /** From now on app tokens live this long, 1 to 7200 seconds; those of before are not handed out again. */
  tokens(settings: { ttlSeconds: number }): void
  /**
   * Turns rate limits on or off, from the next request on. `reset()` leaves them, and forgets the calls. Returns the
   * setting; without an argument it stays as it is.
   */
  rateLimits(settings?: RateLimitSettings): RateLimitSettings
  readonly clock: ClockControl
  readonly faults: { add(fault: Fault): void; list(): Fault[]; clear(): void }
  requests(filter?: { operation?: string; since?: number }): RequestEntry[]
  clearRequests(): void
  /** Forgets codes, tokens, grants, faults, edits, deliveries and log; people and app stay. */
  reset(): void
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
