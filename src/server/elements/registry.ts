// Keeps: the login elements of the settings, of directories and of the database, and what runs of them.

import {
  type ElementApplication,
  type ElementStore,
  officialTypeName,
  type ResolvedElement,
  resolveElements,
  type StoredElement,
  type WritableElement,
} from '../../elements/index.ts'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { Clock, FeishuApp } from '../../feishu/index.ts'
import type { Elements } from '../elements-types.ts'
import type { InstanceSettings } from '../instance-settings.ts'
import type { ChangeableInstances } from '../instances.ts'
import type { UnderWay } from '../under-way.ts'
import { type AppName, appOf, isSameApp } from './app-of.ts'
import type { Apps } from './apps.ts'
import type { Diagnose } from './diagnose.ts'
import { elementFiles, withPlaceholders } from './files.ts'
import { changedElement, fullNameOf, newElement } from './input.ts'
import { type Composition, type LoginElements, liveElement, type Made } from './login-elements.ts'
import { configOf, type Entry, type PlanSettings, planElements } from './plan.ts'
import { ElementRefusal } from './refusal.ts'
import { settingsOf } from './settings.ts'
import { statusOf } from './status.ts'

/** At most so often the database is looked at because of an unknown name: anybody may name one. */
const lookEveryMs = 1_000
/** So often something is changed anew that another process changed meanwhile. */
const tries = 5

export interface Registry extends Omit<Elements, 'problems'> {
  /** As `refresh`, for an unknown name: not more often than once a second. */
  look(): Promise<void>
}

/** Reads the database once; a failure of one element stops nothing else. */
export async function openRegistry(options: {
  settings: PlanSettings
  applications: readonly ElementApplication[]
  store: ElementStore
  /** Ends the sessions of the people of an app. */
  endSessions: (app: AppName) => Promise<unknown>
  instances: Pick<ChangeableInstances, 'all' | 'setUnusable'>
  apps: Apps
  loginElements: LoginElements
  diagnose: Diagnose
  underWay: UnderWay
  clock: Clock
}): Promise<Registry> {
  const { settings, applications, store, instances, apps, loginElements, diagnose, underWay, clock } = options
  const { endSessions } = options
  const { variables } = settings.elements
  let resolved: ResolvedElement[] = []
  let entries: Entry[] = []
  let rows: StoredElement[] = []
  let version: number | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> = Promise.resolve()
  let last: Promise<unknown> = Promise.resolve()

  /** One change at a time: what is decided upon is what is there. */
  function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work, work)
    last = done.catch(() => undefined)
    return done
  }

  const runningOf = (name: string) => instances.all.find((one) => one.name === name)

  /** Those of the settings run by themselves, and go on whatever is wrong with their element. */
  const wanted = (planned: readonly Entry[]) =>
    planned.flatMap(({ settings, state, resolved: { source } }) =>
      settings === null || source === 'settings' ? [] : [{ settings, enabled: state === 'active' }],
    )

  /** What would run of these rows; nothing of it is given out yet. */
  async function prepare(stored: StoredElement[]): Promise<Prepared> {
    const plain = ({ fullName, title, type }: StoredElement) => ({ fullName, title, type })
    const all = resolveElements({
      settings: settings.instances.map(plainOfSettings),
      types: settings.elements.types,
      applications,
      database: stored.map(plain),
    })
    const planned = planElements(all, stored, settings)
    const compositions = new Map<string, Composition>()
    // Side by side: a loader that is slow holds up itself alone.
    await Promise.all(
      planned.map(async (entry) => {
        const { fullName, name, source, kind } = entry.resolved
        if (kind !== 'instance' || entry.settings === null) return
        const failed = loginElements.failed(entry)
        const instance =
          failed?.instance ?? (source === 'settings' ? runningOf(name) : apps.prepare(entry.settings))
        if (instance === undefined) return spoil(entry, [unstartable(fullName)])
        const composed = failed ?? (await loginElements.compose(entry, instance))
        compositions.set(fullName, composed)
        if (composed.problems.length > 0) spoil(entry, composed.problems)
      }),
    )
    return { stored, all, planned, compositions }
  }

  /** From now on this runs, all of it at once. */
  function put({ stored, all, planned, compositions }: Prepared): void {
    apps.arrange(wanted(planned))
    loginElements.keep(compositions)
    const unusable = planned.filter(
      ({ resolved: { kind }, state }) => kind === 'instance' && state === 'invalid',
    )
    // What could not be read may be the element of any app.
    const unread = applications.some((one) => one.unread.length > 0) ? [null] : []
    instances.setUnusable([...unusable.map((entry) => appOf(entry, variables)), ...unread])
    resolved = all
    rows = stored
    entries = planned
  }

  async function reload(): Promise<number> {
    // First: what is written in between is read again at the next look.
    const number = await store.version()
    put(await prepare(await store.list()))
    version = number
    return number
  }

  /** Of what is not written yet. @throws ElementRefusal `element_exists`, `element_invalid` */
  async function assertUsable(element: StoredElement): Promise<void> {
    const { fullName } = element
    const { planned } = await prepare([...rows.filter((one) => one.fullName !== fullName), element])
    const entry = planned.find(({ stored }) => stored?.fullName === fullName)
    if (entry?.state !== 'invalid') return
    apps.discard()
    loginElements.discard()
    throw new ElementRefusal(entry.isTaken ? 'element_exists' : 'element_invalid', entry.problems)
  }

  /**
   * Does what is decided upon what is there; anew when another process was faster. `work` answers undefined when what is
   * there is not what `number` stands for any more.
   */
  const decided = <T>(work: (number: number) => Promise<T | undefined>): Promise<T> =>
    exclusively(async () => {
      for (let left = tries; left > 0; left -= 1) {
        const done = await work(await reload())
        if (done !== undefined) return done
      }
      throw new LarkspurError('element_changed')
    })

  /** Nobody's session lives on where no element is of its app. */
  async function endSessionsOf(app: AppName | null): Promise<void> {
    if (app === null) return
    const others = entries.filter(({ state }) => state !== 'overridden').map((one) => appOf(one, variables))
    if (!others.some((other) => other !== null && isSameApp(app, other))) await endSessions(app)
  }

  const appOfRow = ({ fullName }: StoredElement): AppName | null => {
    const entry = entries.find(({ stored }) => stored?.fullName === fullName)
    return entry === undefined ? null : appOf(entry, variables)
  }

  const refresh = () =>
    exclusively(async () => {
      if ((await store.version()) !== version) await reload()
    })

  function look(): Promise<void> {
    const now = clock()
    if (Math.abs(now - lookedAt) < lookEveryMs) return looking
    lookedAt = now
    looking = refresh()
    // Whoever waits for it hears of its failure.
    looking.catch(() => undefined)
    return looking
  }

  const isType = (fullName: string) =>
    resolved.some((one) => one.fullName === fullName && one.kind === 'type' && one.state === 'usable')

  /** The one that counts, of several of the name. */
  function entryOf(fullName: string): Entry | undefined {
    const named = entries.filter((entry) => entry.resolved.fullName === fullName)
    return named.find(({ state }) => state !== 'overridden') ?? named[0]
  }

  function known(fullName: string): Entry {
    const entry = entryOf(fullName)
    if (entry === undefined) throw new LarkspurError('element_not_found')
    return entry
  }

  function usable(fullName: string): Entry {
    const entry = known(fullName)
    if (entry.resolved.kind !== 'instance' || entry.state === 'overridden') {
      throw new LarkspurError('element_not_found')
    }
    if (entry.state === 'disabled') throw new LarkspurError('element_disabled')
    if (entry.state === 'invalid') throw new ElementRefusal('element_invalid', entry.problems)
    return entry
  }

  async function current(fullName: string): Promise<Made> {
    if (entryOf(fullName) === undefined) await look()
    usable(fullName)
    const made = loginElements.made(fullName)
    if (made === undefined) throw new LarkspurError('element_invalid')
    return made
  }

  const status = (fullName: string) => statusOf(known(fullName), settings.origin)

  /** @throws LarkspurError `element_not_found`, `element_read_only` */
  function rowOf(fullName: string): StoredElement {
    const row = rows.find((one) => one.fullName === fullName)
    if (row !== undefined) return row
    known(fullName)
    throw new LarkspurError('element_read_only')
  }

  /** @throws ElementRefusal `element_exists` */
  function assertFree(fullName: string, app: FeishuApp): void {
    const name = fullName.slice(fullName.lastIndexOf('.') + 1).toLowerCase()
    const others = entries.filter(
      ({ resolved, state }) =>
        resolved.kind === 'instance' && resolved.fullName !== fullName && state !== 'overridden',
    )
    const namesake = others.find(({ resolved }) => resolved.name.toLowerCase() === name)
    if (namesake !== undefined) throw new ElementRefusal('element_exists', [sameName(fullName, namesake)])
    const same = others.find(
      ({ settings }) =>
        settings !== null && settings.app.brand === app.brand && settings.app.appId === app.appId,
    )
    if (same !== undefined) throw new ElementRefusal('element_exists', [sameApp(fullName, same)])
  }

  /** Always later than before, so that whoever has seen an earlier one notices. */
  const laterThan = ({ updatedAt }: StoredElement) => Math.max(clock(), updatedAt + 1)

  const registry: Registry = {
    list: () => entries.map((entry) => statusOf(entry, settings.origin)),
    status,
    async get(fullName) {
      const { info } = await current(fullName)
      return liveElement(info, () => current(fullName), underWay)
    },
    instance(fullName) {
      const { name } = usable(fullName).resolved
      const running = runningOf(name)
      if (running === undefined) throw new LarkspurError('element_invalid')
      return running
    },
    refresh,
    look,
    create: (input) =>
      decided(async (number) => {
        const { element, settings: made } = newElement(input, settings, isType)
        const { fullName } = element
        if (entryOf(fullName) !== undefined) {
          throw new ElementRefusal('element_exists', [sameName(fullName, known(fullName))])
        }
        assertFree(fullName, made.app)
        const now = clock()
        const row: WritableElement = { ...element, enabled: true, createdAt: now, updatedAt: now }
        await assertUsable(row)
        // What is left of an earlier element of this app: sessions that nobody has used since.
        await endSessionsOf(made.app)
        if (!(await store.create(row, number))) return undefined
        await reload()
        return status(fullName)
      }),
    update: (fullName, changes, seen) =>
      decided(async (number) => {
        const row = rowOf(fullName)
        if (row.updatedAt !== seen) throw new LarkspurError('element_changed')
        const { element, settings: made } = changedElement(row, changes, settings, isType)
        assertFree(fullName, made.app)
        const { enabled, createdAt } = row
        const next: WritableElement = { ...element, enabled, createdAt, updatedAt: laterThan(row) }
        await assertUsable(next)
        const former = appOfRow(row)
        // As for one that is made: nobody's session of an app that comes back lives again.
        await endSessionsOf(made.app)
        if (!(await store.replace(next, row.updatedAt, number))) return undefined
        await reload()
        await endSessionsOf(former)
        return status(fullName)
      }),
    setEnabled: (fullName, enabled) =>
      decided(async () => {
        const row = rowOf(fullName)
        if (row.enabled === enabled) return status(fullName)
        if (!(await store.setEnabled(fullName, enabled, laterThan(row), row.updatedAt))) return undefined
        await reload()
        return status(fullName)
      }),
    remove: (fullName) =>
      exclusively(async () => {
        await reload()
        const app = appOfRow(rowOf(fullName))
        await store.delete(fullName)
        await reload()
        await endSessionsOf(app)
      }),
    files(fullName) {
      const entry = known(fullName)
      const { kind, name } = entry.resolved
      if (kind !== 'instance') throw new LarkspurError('element_not_found')
      const { title, type } = status(fullName)
      return elementFiles({ name, title, type, config: withPlaceholders(name, configFor(entry)) })
    },
    test: (target, signal) => underWay.run(async () => diagnose(await targetOf(target), signal)),
    async close() {
      await last
      await apps.close()
    },
  }

  async function targetOf(target: Parameters<Elements['test']>[0]): Promise<InstanceSettings> {
    if (typeof target !== 'string') {
      return newElement(target, settings, isType).settings
    }
    if (entryOf(target) === undefined) await look()
    if (loginElements.forgetFailure(known(target).resolved.fullName)) await exclusively(reload)
    const { settings: running, config, problems, resolved: of } = known(target)
    if (running !== null) return running
    const made = config === null ? null : settingsOf(of, config, settings).settings
    if (made === null) throw new ElementRefusal('request_invalid', problems)
    return made
  }

  await exclusively(reload)
  return registry
}

interface Prepared {
  stored: StoredElement[]
  all: ResolvedElement[]
  planned: Entry[]
  compositions: ReadonlyMap<string, Composition>
}

function plainOfSettings({ name }: InstanceSettings) {
  return { fullName: fullNameOf(name), title: name, type: officialTypeName }
}

function spoil(entry: Entry, problems: Entry['problems']): void {
  entry.state = 'invalid'
  entry.problems = [...entry.problems, ...problems]
  if (entry.resolved.source !== 'settings') entry.settings = null
}

const unstartable = (fullName: string) => ({
  fullName,
  at: '',
  en: 'It could not be started; the log says why.',
  zh: '无法启动，原因见日志。',
})

const sameName = (fullName: string, { resolved }: Entry) => ({
  fullName,
  at: 'name',
  en: `Another element has this name already, upper and lower case apart: ${resolved.fullName}.`,
  zh: `名称已被 ${resolved.fullName} 使用（不区分大小写）。`,
})

const sameApp = (fullName: string, { resolved }: Entry) => ({
  fullName,
  at: 'appId',
  en: `Its app is that of ${resolved.fullName} already: one app is one instance.`,
  zh: `该应用已由 ${resolved.fullName} 使用：一个应用只能对应一个实例。`,
})

/** Of a database element also when it does not run; of one of the settings what it was set to. */
function configFor({ config, settings, stored }: Entry) {
  if (config !== null) return config
  if (stored !== null) return configOf(stored)
  if (settings === null) return {}
  const { app, scopes, events } = settings
  return {
    appId: app.appId,
    brand: app.brand,
    host: app.hosts.open,
    tokenEndpoint: app.tokenEndpoint,
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(events === null ? {} : { events }),
  }
}
