import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runPool } from './pool.ts'

/** A source in memory whose tasks bring forth others; each task is a name. */
function createWorld(first: string[], children: Record<string, string[]> = {}) {
  const open = [...first]
  const done: string[] = []
  let running = 0
  const world = {
    done,
    most: 0,
    reads: 0,
    stopped: [] as unknown[],
    run: (concurrency: number, work: (task: string) => Promise<void> = async () => {}) =>
      runPool<string>({
        concurrency,
        name: (task) => task,
        async source(limit) {
          world.reads += 1
          const found = open.slice(0, limit)
          await Promise.resolve()
          return found
        },
        async work(task, more) {
          running += 1
          world.most = Math.max(world.most, running)
          try {
            await work(task)
            open.push(...(children[task] ?? []))
            if ((children[task] ?? []).length > 0) more()
            open.splice(open.indexOf(task), 1)
            done.push(task)
          } finally {
            running -= 1
          }
        },
        stop: (error) => {
          world.stopped.push(error)
        },
      }),
  }
  return world
}

describe('runPool', () => {
  it('does nothing when there is nothing', async () => {
    const world = createWorld([])
    await world.run(3)
    expect(world.done).toEqual([])
    expect(world.reads).toBe(1)
  })

  it('does every task once, those that come later too, never more than allowed at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 260 }),
        fc.integer({ min: 0, max: 150 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
        async (concurrency, count, born, delays) => {
          const first = Array.from({ length: count }, (_, at) => `t${at}`)
          const later = Array.from({ length: born }, (_, at) => `c${at}`)
          const world = createWorld(first, { t0: later, c0: ['d'] })
          await world.run(concurrency, async () => {
            for (let turns = delays.next().value ?? 0; turns > 0; turns -= 1) await Promise.resolve()
          })
          const expected = count === 0 ? [] : [...first, ...later, ...(born > 0 ? ['d'] : [])]
          expect(world.done.toSorted()).toEqual(expected.toSorted())
          expect(world.most).toBeLessThanOrEqual(concurrency)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('begins with what a task brings forth before that task ends', async () => {
    const child = Promise.withResolvers<void>()
    const done: string[] = []
    const open = ['parent']
    await runPool<string>({
      concurrency: 2,
      name: (task) => task,
      source: async () => [...open],
      async work(task, more) {
        if (task === 'parent') {
          open.push('child')
          more()
          await child.promise
        } else child.resolve()
        open.splice(open.indexOf(task), 1)
        done.push(task)
      },
      stop() {},
    })
    expect(done).toEqual(['child', 'parent'])
  })

  it('begins nothing after a failure, stops the others, waits for them and tells the first failure', async () => {
    const ids = Array.from({ length: 9 }, (_, at) => `t${at}`)
    const world = createWorld(ids)
    const release = Promise.withResolvers<void>()
    const failing = world.run(3, async (task) => {
      if (task === 't1') throw new Error('first')
      await release.promise
      throw new Error('later')
    })
    await Promise.resolve()
    release.resolve()
    await expect(failing).rejects.toThrow('first')
    expect(world.stopped).toEqual([new Error('first')])
    expect(world.most).toBe(3)
    expect(world.done).toEqual([])
  })

  it('fails when its source does', async () => {
    const failing = runPool<string>({
      concurrency: 1,
      name: String,
      source: () => Promise.reject(new Error('no source')),
      work: async () => {},
      stop() {},
    })
    await expect(failing).rejects.toThrow('no source')
  })
})
