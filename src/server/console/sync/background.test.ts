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
  return { warned, ...createConsoleSyncs({ logger, sleep, clock: () => 7 }) }
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
  expect(await all.begin('app', endless('a'))).toEqual(report('a'))
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
  const first = await all.begin('app', ({ onProgress }) => {
    begun.resolve(onProgress)
    return new Promise(() => {})
  })
  expect(first).toBeUndefined()
  ;(await begun.promise)(report('late'))
  expect(all.report('late')).toEqual(report('late'))
})

test('what refuses a run is told to whoever begins it; a later failure goes to the log', async () => {
  const all = syncs()
  const refused = all.begin('app', async () => {
    throw new LarkspurError('sync_running')
  })
  await expect(refused).rejects.toMatchObject({ code: 'sync_running' })
  await all.begin('app', async ({ onProgress }) => {
    onProgress(report('a'))
    throw new LarkspurError('platform_unavailable')
  })
  await expect.poll(() => all.warned.at(-1)).toMatchObject({ run: 'a' })
  expect(all.report('a')).toBeUndefined()
})

test('closing interrupts every run, waits for it, and lets nobody begin or watch', async () => {
  const all = syncs()
  await all.begin('app', endless('a'))
  await all.begin('app', endless('b'))
  await all.close()
  expect([all.report('a'), all.report('b'), all.closing.aborted]).toEqual([undefined, undefined, true])
  await expect(all.begin('app', endless('c'))).rejects.toMatchObject({ code: 'aborted' })
  expect(() => all.watch('one')).toThrow(expect.objectContaining({ code: 'too_many_requests' }))
})

test('three may watch by one account and sixty in all; whoever leaves twice is counted off once', () => {
  const all = syncs()
  const refused = expect.objectContaining({ code: 'too_many_requests', retryAfterSeconds: 10 })
  const leave = Array.from({ length: 3 }, () => all.watch('one'))
  expect(() => all.watch('one')).toThrow(refused)
  leave[0]?.()
  leave[0]?.()
  all.watch('one')
  expect(() => all.watch('one')).toThrow(refused)
  for (let account = 0; account < 19; account++) {
    for (let window = 0; window < 3; window++) all.watch(`other ${account}`)
  }
  expect(() => all.watch('somebody')).toThrow(refused)
  leave[1]?.()
  all.watch('somebody')
})

test('what refuses a run when nobody waits any longer is kept for its app until the next one', async () => {
  const all = syncs(async () => {})
  const later = Promise.withResolvers<RunReport>()
  expect(await all.begin('app', () => later.promise)).toBeUndefined()
  expect(all.refusal('app')).toBeUndefined()
  later.reject(new LarkspurError('app_credentials_invalid'))
  await expect
    .poll(() => all.refusal('app'))
    .toMatchObject({ at: 7, error: { code: 'app_credentials_invalid' } })
  expect(all.refusal('other')).toBeUndefined()
  await all.begin('app', () => new Promise(() => {}))
  expect(all.refusal('app')).toBeUndefined()
})

test('a refusal that was told, or that a report tells, is not kept; nor are more than a hundred', async () => {
  const all = syncs()
  const refused = all.begin('told', () => Promise.reject(new LarkspurError('sync_running')))
  await expect(refused).rejects.toMatchObject({ code: 'sync_running' })
  expect(all.refusal('told')).toBeUndefined()
  const hasty = syncs(async () => {})
  for (let n = 0; n < 101; n++) {
    const later = Promise.withResolvers<RunReport>()
    await hasty.begin(`app ${n}`, () => later.promise)
    later.reject(new LarkspurError('platform_refused'))
    await expect.poll(() => hasty.refusal(`app ${n}`)).toBeDefined()
  }
  expect(hasty.refusal('app 0')).toBeUndefined()
  expect(hasty.refusal('app 1')).toBeDefined()
})
