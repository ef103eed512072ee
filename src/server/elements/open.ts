// Composes: the login elements of a server.

import { createFsInner, type ElementApplication, type ElementProblem } from '../../elements/index.ts'
import type { CallContext } from '../../feishu/index.ts'
import { readElementDirectories } from '../../storage/files/index.ts'
import type { Database } from '../../storage/sql/index.ts'
import type { Directories } from '../directories.ts'
import { currentVisit, outsideVisits } from '../element-visits.ts'
import type { Elements, FolderProblem } from '../elements-types.ts'
import type { Instance } from '../instance.ts'
import type { InstanceSettings } from '../instance-settings.ts'
import type { ChangeableInstances } from '../instances.ts'
import type { Settings } from '../settings.ts'
import type { UnderWay } from '../under-way.ts'
import { createApps } from './apps.ts'
import { createDiagnose } from './diagnose.ts'
import { createLoginElements } from './login-elements.ts'
import { openRegistry } from './registry.ts'

/** How often the database is asked whether another process has changed something. */
const refreshEveryMs = 10_000

export interface ElementParts {
  settings: Settings
  context: CallContext
  database: Pick<Database, 'elements' | 'identityDetails' | 'userTokens' | 'sessions'>
  instances: ChangeableInstances
  directories: Directories
  underWay: UnderWay
  make: (settings: InstanceSettings) => Instance
  /** Told of every secret before anything is done with it. */
  hide: (secrets: readonly string[]) => void
}

export interface OpenElements extends Elements {
  /** Keeps looking for what other processes change. */
  start(every: (ms: number, work: () => void) => () => void): void
}

/** Reads the directories and the database. */
export async function openElements(parts: ElementParts): Promise<OpenElements> {
  const { settings, context, database, instances, directories, underWay, make, hide } = parts
  const { clock, sleep, logger } = context
  const official = (instance: Instance, redirectUri: string | undefined) =>
    createFsInner({
      ...{ app: instance.app, signIn: instance.signIn, tokens: instance.tokens },
      ...{ context, redirectUri, visit: currentVisit },
      userTokens: database.userTokens,
      // Made before the app runs, and with it its directory.
      directory: { sync: (request) => directories.of(instance.name).sync(request) },
      details: database.identityDetails,
    })
  const applications = await readElementDirectories(settings.elements.directories)
  const loginElements = createLoginElements({ official, sleep })
  const registry = await openRegistry({
    ...{ settings, instances, underWay, clock },
    applications,
    store: database.elements,
    endSessions: ({ brand, appId }) => database.sessions.deleteByApp(brand, appId),
    apps: createApps({ make, instances, directories, underWay, hide, logger }),
    loginElements: {
      ...loginElements,
      // The call that makes them run may be a visitor's; what they begin outlives it.
      compose: (...given) => outsideVisits(() => loginElements.compose(...given)),
    },
    diagnose: createDiagnose({ context, origin: settings.origin }),
  })
  for (const { fullName, problems } of registry.list()) {
    for (const { at, en } of problems) logger.warn({ element: fullName, at, problem: en }, 'a login element')
  }
  const problems = () => unlisted(applications, registry.list())
  for (const { application, fullName, at, en } of problems()) {
    logger.warn({ application, element: fullName, at, problem: en }, 'a folder of login elements')
  }
  instances.onUnknown({ name: () => registry.look(), app: () => registry.refresh() })
  const stops: (() => void)[] = []
  return {
    ...registry,
    problems,
    start(every) {
      const refresh = () =>
        registry
          .refresh()
          .catch((error) => logger.warn({ error }, 'changes of login elements could not be looked for'))
      stops.push(every(refreshEveryMs, () => void refresh()))
    },
    async close() {
      for (const stop of stops) stop()
      await registry.close()
    },
  }
}

const keyOf = ({ fullName, at, en }: ElementProblem) => JSON.stringify([fullName, at, en])

/** What no element tells of itself: of a folder in which none could be found, or of the whole application. */
function unlisted(
  applications: readonly ElementApplication[],
  listed: readonly { problems: readonly ElementProblem[] }[],
): FolderProblem[] {
  const told = new Set(listed.flatMap(({ problems }) => problems.map(keyOf)))
  return applications.flatMap(({ name, problems }) =>
    problems.filter((one) => !told.has(keyOf(one))).map((one) => ({ ...one, application: name })),
  )
}
