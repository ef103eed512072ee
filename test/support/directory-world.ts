// Starts: an emulator, a database and the synchronisation between them.
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts'
import { contactScopes } from './contact-scopes.ts'
import { expectedDepartment, expectedPerson } from './directory-expected.ts'
import {
  byId,
  type DirectoryFacts,
  type DirectoryUnderTest,
  type DirectoryUnderTestOptions,
  openDirectory,
} from './directory-under-test.ts'
import { createEmulatorTime, type EmulatorTime } from './emulator-time.ts'

export interface DirectoryWorld extends DirectoryUnderTest {
  feishu: Emulator
  time: EmulatorTime
  /** Requests to the contact API by operation, since `forgetCalls`. */
  calls(): Record<string, number>
  forgetCalls(): void
  /** What the emulator's own export says. */
  expected(): DirectoryFacts
}

export interface DirectoryWorldOptions extends Pick<DirectoryUnderTestOptions, 'database' | 'limits'> {
  emulator?: EmulatorOptions
}

/** Default: 300 people, all of whom the app sees, with every field. */
export async function startDirectoryWorld(options: DirectoryWorldOptions = {}): Promise<DirectoryWorld> {
  const feishu = await startEmulator({
    seed: 11,
    organisation: { users: 300 },
    ...options.emulator,
    app: { scopes: contactScopes, ...options.emulator?.app },
  })
  const time = createEmulatorTime(feishu)
  const { APP_ID: appId, APP_SECRET: appSecret, FEISHU_HOST: url } = feishu.env
  const { database, limits } = options
  const directory = await openDirectory({ url, appId, appSecret, time, database, limits })
  let forgotten = 0
  return {
    ...directory,
    feishu,
    time,
    calls() {
      const counts: Record<string, number> = {}
      for (const { operation, id } of feishu.requests()) {
        if (id <= forgotten || !operation.startsWith('contact.')) continue
        const name = operation.replace('contact.v3.', '')
        counts[name] = (counts[name] ?? 0) + 1
      }
      return counts
    },
    forgetCalls() {
      forgotten = Math.max(0, ...feishu.requests().map(({ id }) => id))
    },
    expected() {
      const known = feishu.organisation.exportFor()
      const wires = [...known.departments]
      const among = new Set(wires.map((wire) => String(Reflect.get(wire, 'open_department_id'))))
      return {
        people: Array.from(known.people, expectedPerson).sort(byId),
        departments: wires.map((wire) => expectedDepartment(wire, among)).sort(byId),
      }
    },
    async [Symbol.asyncDispose]() {
      await directory[Symbol.asyncDispose]()
      await feishu.close()
    },
  }
}
