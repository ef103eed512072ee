// Starts: synchronisations in processes of their own, and tells what came of them.
import type { RunReport } from '../../src/directory/index.ts'
import type { Emulator } from '../../src/emulator/index.ts'
import { type Command, startProgram } from './command.ts'
import type { KillPoint, Phase } from './kill-point.ts'
import { testSecret } from './world.ts'

/** By so much has a clock to be ahead of that of a process which was killed, for its lease to be over. */
export const leaseOverMs = 100_000

export interface Outcome {
  report: RunReport
  /** Statements to the database in each phase. */
  statements: Record<Phase, number>
}

export interface SyncProcessOptions {
  /** The file of the database. */
  file: string
  /** Milliseconds by which its clock is ahead. */
  ahead?: number
  point?: KillPoint
  /** A folder for what Node has compiled: the second process starts in half the time. */
  cache: string
}

export function beginSync(feishu: Emulator, { file, ahead = 0, point, cache }: SyncProcessOptions): Command {
  return startProgram('test/support/sync-program.ts', [], {
    ...feishu.env,
    DATABASE: `sqlite:${file}`,
    SECRET: testSecret,
    AHEAD: String(ahead),
    NODE_COMPILE_CACHE: cache,
    ...(point === undefined ? {} : { POINT: JSON.stringify(point) }),
  })
}

export async function outcomeOf(program: Command): Promise<Outcome> {
  const [, json = ''] = await program.printed(/^report (.*)$/m)
  await program.ended
  return JSON.parse(json)
}

/** `completed`, or the code of the error. */
export async function endOf(program: Command): Promise<string | undefined> {
  await program.ended
  const [, refusal, state] = /^(?:refused (\w+)|report .*?"state":"(\w+)")/m.exec(program.output.stdout) ?? []
  return refusal ?? state
}
