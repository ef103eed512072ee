import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batches, departmentTasks, idsOf, rangeTasks, tasksOf } from './plan.ts'

describe('the plan of calls', () => {
  it('puts every id into one batch, in order, none above 50', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 260 }), (ids) => {
        const all = batches(ids)
        expect(all.flat()).toEqual(ids)
        expect(all.length).toBe(Math.ceil(ids.length / 50))
        for (const batch of all) expect(batch.length).toBeLessThanOrEqual(50)
      }),
    )
  })

  it('asks for a department once, however often it is configured', () => {
    expect(departmentTasks(['a', 'b', 'a'])).toEqual([{ kind: 'departments', target: 'a b' }])
    expect(idsOf({ kind: 'departments', target: 'a b' })).toEqual(['a', 'b'])
  })

  it('reads of a range the departments, and the people who are in it by themselves', () => {
    expect(rangeTasks([], [])).toEqual([])
    expect(rangeTasks(['a'], ['p', 'p', 'q'])).toEqual([
      { kind: 'departments', target: 'a' },
      { kind: 'persons', target: 'p q' },
    ])
  })

  it('asks for nobody where nobody is, and for everybody where that is not told', () => {
    const found = [{ id: 'none', memberCount: 0 }, { id: 'some', memberCount: 3 }, { id: 'untold' }]
    expect(tasksOf('tree', found)).toEqual([
      { kind: 'people', target: 'some' },
      { kind: 'people', target: 'untold' },
    ])
  })

  it('looks below departments that were read by their ids, and only those', () => {
    expect(tasksOf('departments', [{ id: 'a', memberCount: 0 }])).toEqual([{ kind: 'tree', target: 'a' }])
    expect(tasksOf('departments', [{ id: 'a', memberCount: 1 }])).toEqual([
      { kind: 'tree', target: 'a' },
      { kind: 'people', target: 'a' },
    ])
  })
})
