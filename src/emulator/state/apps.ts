// Keeps: the settings that a developer makes in the console, per app.
import type { AppInput, AppSettings, ContactRangeSettings } from '../types.ts'
import { createListeners } from './listeners.ts'
import type { Organisation } from './organisation.ts'
import { alphanumeric, createRandomStream, deriveKey } from './random.ts'

/** Enabled for a new app, so that a newcomer sees every field that user_info can show. */
export const defaultScopes: readonly string[] = [
  'contact:contact.base:readonly',
  'contact:user.base:readonly',
  'contact:user.email:readonly',
  'contact:user.employee:readonly',
  'contact:user.employee_id:readonly',
  'contact:user.phone:readonly',
  'offline_access',
]

export interface Apps {
  readonly first: AppSettings
  list(): readonly AppSettings[]
  get(appId: string): AppSettings | undefined
  create(settings?: AppInput): AppSettings
  update(appId: string, patch: Omit<AppInput, 'appId'>): AppSettings
  /** Tells after each change. Returns how to stop listening. */
  onUpdate(listener: (change: AppChange) => void): () => void
}

/** An app before and after a change of its settings. */
export interface AppChange {
  before: AppSettings
  after: AppSettings
}

const appIdShape = /^cli_[0-9a-fA-F]{16}$/
const mostRedirectUrls = 300

/** Whether the URL names a user or a password, which Node would send along. */
export function hasCredentials(url: string): boolean {
  const { username = '', password = '' } = URL.parse(url) ?? {}
  return username !== '' || password !== ''
}

/** For messages, which no password belongs in. */
export const withoutCredentials = (url: string): string => url.replace(/\/\/[^/]*@/, '//***@')

function check(settings: AppInput, organisation: Nameable): void {
  if (settings.appId !== undefined && !appIdShape.test(settings.appId))
    throw new Error(`An App ID is cli_ and 16 hex digits; got ${settings.appId}`)
  if (settings.appSecret === '') throw new Error('An app secret cannot be empty')
  const urls = settings.redirectUrls ?? []
  if (urls.length > mostRedirectUrls) throw new Error(`An app has at most ${mostRedirectUrls} redirect URLs`)
  const isUrl = (url: string) => /^https?:\/\/[^\s\\*]+$/.test(url) && URL.canParse(url)
  const bad = urls.find((url) => !isUrl(url))
  if (bad !== undefined)
    throw new Error(`A redirect URL is a full http or https URL without wildcards; got ${bad}`)
  const { url = '' } = settings.events ?? {}
  if (url !== '' && (!isUrl(url) || hasCredentials(url)))
    throw new Error(
      `A request URL for events is a full http or https URL without credentials; got ${withoutCredentials(url)}`,
    )
  checkRange(settings.contactRange, organisation)
}

function checkRange(range: ContactRangeSettings | undefined, { size, knewDepartment }: Nameable): void {
  if (range === undefined || range === 'availability' || range === 'all') return
  const badId = range.departments.find((id) => !/^od-[0-9a-f]{32}$/.test(id))
  if (badId !== undefined)
    throw new Error(`A contact range names departments by open_department_id; got ${badId}`)
  const unknown = range.departments.find((id) => !knewDepartment(id))
  if (unknown !== undefined) throw new Error(`A contact range names departments that exist; got ${unknown}`)
  const badIndex = range.people.find((index) => !Number.isInteger(index) || index < 0 || index >= size)
  if (badIndex !== undefined)
    throw new Error(`A contact range names people by an index below ${size}; got ${badIndex}`)
}

/** A copy, so that nobody changes the emulator by changing what it was given. */
const copy = <T>(value: T): T => structuredClone(value)

/** Whom and what a contact range can name: also what is gone by now. */
export type Nameable = Pick<Organisation, 'size' | 'knewDepartment'>

export function createApps(seed: number, organisation: Nameable, settings: AppInput = {}): Apps {
  const apps = new Map<string, AppSettings>()
  const changes = createListeners<AppChange>()

  function create(given: AppInput = {}): AppSettings {
    check(given, organisation)
    const random = createRandomStream(deriveKey(seed, 'app', apps.size))
    const app: AppSettings = {
      appId: `cli_e${random.bytes(8).toString('hex').slice(1)}`,
      appSecret: random.text(32, alphanumeric),
      name: 'Larkspur demo',
      redirectUrls: [],
      trustedDomains: [],
      scopes: [...defaultScopes],
      availability: 'all',
      enabled: true,
      installed: true,
      refreshEnabled: true,
      qrLogin: true,
      ipAllowList: [],
      contactRange: 'availability',
      ...copy(given),
      events: {
        url: '',
        encryptKey: random.text(32, alphanumeric),
        verificationToken: random.text(32, alphanumeric),
        types: 'all',
        ...copy(given.events),
      },
    }
    if (apps.has(app.appId)) throw new Error(`There is an app ${app.appId} already`)
    apps.set(app.appId, app)
    return app
  }

  const first = create(settings)
  return {
    get first() {
      return apps.get(first.appId) ?? first
    },
    list: () => [...apps.values()],
    get: (appId) => apps.get(appId),
    create,
    update(appId, patch) {
      const app = apps.get(appId)
      if (app === undefined) throw new Error(`There is no app ${appId}`)
      check(patch, organisation)
      const updated = { ...app, ...copy(patch), events: { ...app.events, ...copy(patch.events) }, appId }
      apps.set(appId, updated)
      changes.tell({ before: app, after: updated })
      return updated
    },
    onUpdate: changes.add,
  }
}
