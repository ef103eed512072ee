// Kills: processes that synchronise, everywhere, and compares what their successors end with.
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunReport } from '../src/directory/index.ts'
import type { Emulator } from '../src/emulator/index.ts'
import { changeCompany, startCompany } from './support/changing-company.ts'
import { type DirectoryRows, directoryRows, lineDifferences } from './support/directory-rows.ts'
import { type KillPoint, type Phase, phases } from './support/kill-point.ts'
import { beginSync, leaseOverMs, type Outcome, outcomeOf } from './support/sync-process.ts'

const people = 1_500
const seed = Number(process.env.TEST_SEED ?? Math.trunc(Math.random() * 1e9))

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function createRandom(state: number): () => number {
  let at = state
  return () => {
    at = (at + 0x6d2b79f5) | 0
    let mixed = Math.imul(at ^ (at >>> 15), at | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Where in a phase a process is killed; `share` of its statements have been done by then. */
interface Death {
  phase: Phase
  share: number
  how: 'kill' | 'tell'
}

interface Trial {
  /** A first run into an empty database, or a second one over an organisation that has changed. */
  run: 'first' | 'second'
  deaths: Death[]
}

/** How many of the trials are killed first in which part of which run. */
const plan: readonly [run: Trial['run'], phase: Phase, trials: number][] = [
  ['first', 'beginning', 5],
  ['first', 'lists', 7],
  ['first', 'tree', 3],
  ['first', 'finishing', 3],
  ['second', 'beginning', 4],
  ['second', 'lists', 9],
  ['second', 'tree', 4],
  ['second', 'removal', 9],
  ['second', 'finishing', 6],
]

function* deathsFrom(phase: Phase, random: () => number, more: number): Iterable<Death> {
  const share = random()
  yield { phase, share, how: 'kill' }
  const later = phases.slice(phases.indexOf(phase) + 1)
  const next = later[Math.floor(random() * later.length)]
  if (more > 0 && next !== undefined) yield* deathsFrom(next, random, more - 1)
}

function createTrials(): Trial[] {
  const random = createRandom(seed)
  const firsts = plan.flatMap(([run, phase, trials]) =>
    Array.from({ length: trials }, () => ({ run, phase })),
  )
  return firsts.map(({ run, phase }, n) => {
    const deaths = [...deathsFrom(phase, random, n % 5 === 0 ? 2 : 0)]
    const [first] = deaths
    // Some are killed from outside, in the midst of whatever they do then.
    if (first !== undefined && phase === 'lists' && n % 3 === 1)
      deaths[0] = { ...first, share: first.share * 0.8, how: 'tell' }
    return { run, deaths }
  })
}

const titleOf = ({ run, deaths }: Trial, n: number) =>
  `${n + 1}: ${run} run, ${deaths.map(({ phase, share, how }) => `${phase} ${(share * 100).toFixed(1)} % ${how}`).join(', ')}`

/** What an unbroken run starts from, and leads to. */
interface Unbroken extends Outcome {
  before: string | undefined
  rows: DirectoryRows
}

/** What is the same in every report of this run. */
function essence(report: RunReport) {
  const { id: _, startedAt: __, finishedAt, workedMs, calls, resumed: ___, ...rest } = report
  return { ...rest, ended: finishedAt !== null, worked: workedMs > 0, called: calls > 0 }
}

const nothing = { created: 0, updated: 0, restored: 0, removed: 0 }
const noLeftovers = { tasks: 0, met: 0, range: 0, leases: 0 }

describe(`killed by the seed ${seed}`, () => {
  let folder: string
  let feishu: Emulator
  const runs = {} as Record<Trial['run'], Unbroken>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'larkspur-killed-'))
    feishu = await startCompany(people)
  })
  afterAll(async () => {
    await feishu?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const begin = (file: string, more: { ahead?: number; point?: KillPoint } = {}) =>
    beginSync(feishu, { file, cache: join(folder, 'cache'), ...more })
  const fileOf = (name: string | number) => join(folder, `${name}.db`)

  async function unbroken(run: Trial['run'], before?: string): Promise<Unbroken> {
    const file = fileOf(run)
    if (before !== undefined) await copyFile(before, file)
    await using program = begin(file)
    return { ...(await outcomeOf(program)), before, rows: directoryRows(file) }
  }

  /** Lets a process die there. */
  async function kill(run: Unbroken, file: string, death: Death, ahead: number): Promise<void> {
    const { phase, share, how } = death
    // Lists are read side by side: how many statements they take varies a little.
    const sure = phase === 'lists' ? 0.97 : 1
    const statement = 1 + Math.floor(share * sure * run.statements[phase])
    const point: KillPoint = { phase, statement, how }
    await using program = begin(file, { ahead, point })
    await program.printed(/^here$/m)
    const code = await (how === 'kill' ? program.ended : program.stop('SIGKILL'))
    // It did not end by itself.
    expect(code).toBe(null)
    expect(program.output.stdout).not.toContain('report')
  }

  async function compare({ run: name, deaths }: Trial, file: string, outcome: Outcome): Promise<void> {
    const run = runs[name]
    const { rows, changes, states, leftovers, integrity } = directoryRows(file)
    expect(lineDifferences(rows, run.rows.rows)).toEqual([])
    expect({ leftovers, integrity }).toEqual({ leftovers: noLeftovers, integrity: 'ok' })
    const count = run.rows.states.length
    expect(lineDifferences(changes[count - 1] ?? [], run.rows.changes[count - 1] ?? [])).toEqual([])
    expect(states).toEqual(states.map(() => 'completed'))
    if (states.length === count) return expect(essence(outcome.report)).toEqual(essence(run.report))
    // Somebody was killed after the end: whoever came then found nothing to do.
    expect(deaths.at(-1)?.phase).toBe('finishing')
    expect(outcome.report).toMatchObject({ people: nothing, departments: nothing, resumed: 0 })
    expect(changes.slice(count)).toEqual([[]])
  }

  const trials = createTrials().map((trial, n) => ({ title: titleOf(trial, n), file: `${n + 1}`, trial }))

  const tryAll = (run: Trial['run']) =>
    test.concurrent.for(trials.filter(({ trial }) => trial.run === run))(
      'D76 $title',
      { timeout: 120_000 },
      async ({ trial, file: name }) => {
        const { before } = runs[run]
        const file = fileOf(name)
        if (before !== undefined) await copyFile(before, file)
        let ahead = 0
        for (const death of trial.deaths) {
          await kill(runs[run], file, death, ahead)
          ahead += leaseOverMs
        }
        await using last = begin(file, { ahead })
        await compare(trial, file, await outcomeOf(last))
      },
    )

  describe('the first run, into an empty database', () => {
    beforeAll(async () => {
      runs.first = await unbroken('first')
    })

    test('has all phases', () => {
      const { report, statements, rows } = runs.first
      expect(report.people.created).toBeGreaterThan(0.95 * people)
      expect(report.missingPermissions).toHaveLength(1)
      expect(Math.min(...Object.values(statements))).toBeGreaterThan(5)
      expect(rows).toMatchObject({ leftovers: noLeftovers, integrity: 'ok' })
    })

    tryAll('first')
  })

  describe('the second run, after many changes', () => {
    beforeAll(async () => {
      changeCompany(feishu)
      runs.second = await unbroken('second', fileOf('first'))
    })

    test('has all phases, and changes something of every kind', () => {
      const { report, statements, rows } = runs.second
      for (const kind of ['created', 'updated', 'removed'] as const) {
        expect(report.people[kind], kind).toBeGreaterThan(25)
        expect(report.departments[kind], kind).toBeGreaterThan(2)
      }
      expect(report.people.updated).toBeLessThan(people / 2)
      expect(statements.removal).toBeGreaterThan(50)
      expect(rows).toMatchObject({ leftovers: noLeftovers, integrity: 'ok' })
    })

    tryAll('second')
  })
})
