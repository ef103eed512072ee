// Keeps: the login elements of the settings, of directories and of the database, and what runs of them.

import {
  type ElementApplication,
  type ElementStore,
  officialTypeName,
  type ResolvedElement,
  resolveElements,
  type StoredElement,
} from '../../elements/index.ts'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { Clock, FeishuApp } from '../../feishu/index.ts'
import type { Elements } from '../elements-types.ts'
import type { InstanceSettings } from '../instance-settings.ts'
import type { Instances } from '../instances.ts'
import type { UnderWay } from '../under-way.ts'
import type { Apps } from './apps.ts'
import type { Diagnose } from './diagnose.ts'
import { elementFiles, withPlaceholders } from './files.ts'
import { changedElement, fullNameOf, newElement } from './input.ts'
import { type LoginElements, liveElement, type Made } from './login-elements.ts'
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
  instances: Pick<Instances, 'all'>
  apps: Apps
  loginElements: LoginElements
  diagnose: Diagnose
  underWay: UnderWay
  clock: Clock
}): Promise<Registry> {
  const { settings, applications, store, instances, apps, loginElements, diagnose, underWay, clock } = options
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

  async function apply(stored: StoredElement[]): Promise<void> {
    const plain = ({ fullName, title, type }: StoredElement) => ({ fullName, title, type })
    resolved = resolveElements({
      settings: settings.instances.map(plainOfSettings),
      types: settings.elements.types,
      applications,
      database: stored.map(plain),
    })
    const planned = planElements(resolved, stored, settings)
    const failed = apps.arrange(wanted(planned))
    for (const entry of planned) {
      const { fullName, name, source, kind } = entry.resolved
      if (kind !== 'instance' || entry.settings === null) continue
      if (source !== 'settings' && failed.has(name)) spoil(entry, [unstartable(fullName)])
      const instance = runningOf(name)
      if (instance === undefined || entry.settings === null) continue
      const problems = await loginElements.compose(entry, instance)
      if (problems.length > 0) spoil(entry, problems)
    }
    apps.arrange(wanted(planned))
    const known = new Set(
      planned.filter(({ settings }) => settings !== null).map((one) => one.resolved.fullName),
    )
    loginElements.forget(known)
    rows = stored
    entries = planned
  }

  async function reload(): Promise<void> {
    // First: what is written in between is read again at the next look.
    const number = await store.version()
    await apply(await store.list())
    version = number
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
      exclusively(async () => {
        await reload()
        const { element, settings: made } = newElement(input, settings, isType)
        const { fullName } = element
        if (entryOf(fullName) !== undefined) {
          throw new ElementRefusal('element_exists', [sameName(fullName, known(fullName))])
        }
        assertFree(element.fullName, made.app)
        const now = clock()
        await store.create({ ...element, enabled: true, createdAt: now, updatedAt: now })
        await reload()
        const entry = known(fullName)
        if (entry.state !== 'invalid') return status(fullName)
        // Another process was faster with the same app, or its Type does not load: nothing half-made stays.
        await store.delete(fullName)
        await reload()
        const isOwn = entry.problems.every((problem) => problem.fullName === fullName)
        throw new ElementRefusal(isOwn ? 'element_exists' : 'element_invalid', entry.problems)
      }),
    update: (fullName, changes, seen) =>
      exclusively(async () => {
        await reload()
        const row = rowOf(fullName)
        const { element, settings: made } = changedElement(row, changes, settings, isType)
        assertFree(element.fullName, made.app)
        const { enabled, createdAt } = row
        const replaced = await store.replace(
          { ...element, enabled, createdAt, updatedAt: laterThan(row) },
          seen,
        )
        if (!replaced) throw new LarkspurError('element_changed')
        await reload()
        return status(fullName)
      }),
    setEnabled: (fullName, enabled) =>
      exclusively(async () => {
        for (let left = tries; left > 0; left -= 1) {
          await reload()
          const row = rowOf(fullName)
          if (row.enabled === enabled) return status(fullName)
          if (await store.replace({ ...row, enabled, updatedAt: laterThan(row) }, row.updatedAt)) {
            await reload()
            return status(fullName)
          }
        }
        throw new LarkspurError('element_changed')
      }),
    remove: (fullName) =>
      exclusively(async () => {
        await reload()
        rowOf(fullName)
        await store.delete(fullName)
        await reload()
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
    const { settings: running, config, problems, resolved: of } = known(target)
    if (running !== null) return running
    const made = config === null ? null : settingsOf(of, config, settings).settings
    if (made === null) throw new ElementRefusal('request_invalid', problems)
    return made
  }

  await exclusively(reload)
  return registry
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
