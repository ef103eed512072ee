import { expect, test } from 'vitest'
import type { RunReport } from '../../../directory/index.ts'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import { createConsoleSyncs } from './background.ts'

const report = (id: string) => ({ id, state: 'running' }) as RunReport

function syncs(sleep: (ms: number, signal?: AbortSignal) => Promise<void> = () => new Promise(() => {})) {
  const warned: object[] = []
  const quiet = () => {}
  const logger = {
    debug: quiet,
    info: quiet,
    error: quiet,
    warn: (fields: object) => void warned.push(fields),
  }
  return { warned, ...createConsoleSyncs({ logger, sleep }) }
}

/** Goes on until it is told to stop. */
const endless = (id: string) => (hooks: { signal: AbortSignal; onProgress(report: RunReport): void }) => {
  hooks.onProgress(report(id))
  return new Promise<RunReport>((_, reject) => {
    hooks.signal.addEventListener('abort', () => reject(new LarkspurError('aborted')))
  })
}

test('whoever begins a run gets its first report, and others find it until it ends', async () => {
  const all = syncs()
  expect(await all.begin(endless('a'))).toEqual(report('a'))
  expect(all.report('a')).toEqual(report('a'))
  expect(all.report('b')).toBeUndefined()
  expect(await all.stop('b')).toBe(false)
  expect(await all.stop('a')).toBe(true)
  expect(all.report('a')).toBeUndefined()
  // Who stops a run has to be told of no failure.
  expect(all.warned).toEqual([])
})

test('nobody waits for a first report that takes long, and the run goes on', async () => {
  const all = syncs(async () => {})
  const begun = Promise.withResolvers<(one: RunReport) => void>()
  const first = await all.begin(({ onProgress }) => {
    begun.resolve(onProgress)
    return new Promise(() => {})
  })
  expect(first).toBeUndefined()
  ;(await begun.promise)(report('late'))
  expect(all.report('late')).toEqual(report('late'))
})

test('what refuses a run is told to whoever begins it; a later failure goes to the log', async () => {
  const all = syncs()
  const refused = all.begin(async () => {
    throw new LarkspurError('sync_running')
  })
  await expect(refused).rejects.toMatchObject({ code: 'sync_running' })
  await all.begin(async ({ onProgress }) => {
    onProgress(report('a'))
    throw new LarkspurError('platform_unavailable')
  })
  await expect.poll(() => all.warned.at(-1)).toMatchObject({ run: 'a' })
  expect(all.report('a')).toBeUndefined()
})

test('closing interrupts every run, waits for it, and lets nobody begin or watch', async () => {
  const all = syncs()
  await all.begin(endless('a'))
  await all.begin(endless('b'))
  await all.close()
  expect([all.report('a'), all.report('b'), all.closing.aborted]).toEqual([undefined, undefined, true])
  await expect(all.begin(endless('c'))).rejects.toMatchObject({ code: 'aborted' })
  expect(() => all.watch('one')).toThrow(expect.objectContaining({ code: 'too_many_requests' }))
})

test('six may watch by one account and sixty in all; whoever leaves twice is counted off once', () => {
  const all = syncs()
  const refused = expect.objectContaining({ code: 'too_many_requests', retryAfterSeconds: 10 })
  const leave = Array.from({ length: 6 }, () => all.watch('one'))
  expect(() => all.watch('one')).toThrow(refused)
  leave[0]?.()
  leave[0]?.()
  all.watch('one')
  expect(() => all.watch('one')).toThrow(refused)
  for (let account = 0; account < 9; account++) {
    for (let window = 0; window < 6; window++) all.watch(`other ${account}`)
  }
  expect(() => all.watch('somebody')).toThrow(refused)
  leave[1]?.()
  all.watch('somebody')
})
