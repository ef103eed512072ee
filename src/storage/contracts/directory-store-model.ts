// Tests: a DirectoryStore against a naive model, with runs and events that chance makes up.

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PersonRead } from '../../feishu/index.ts'
import { key, lease, type MakeDirectoryStore, page, placesOf, report, walk } from './directory-samples.ts'

interface Known {
  name: string | undefined
  departments: string[]
  readAt: number
  removed: boolean
}

const ids = ['ou_1', 'ou_2', 'ou_3', 'ou_4']
const aRead: fc.Arbitrary<PersonRead> = fc.record(
  {
    id: fc.constantFrom(...ids),
    name: fc.constantFrom('A', 'B', ''),
    departmentIds: fc.uniqueArray(fc.constantFrom('D', 'E', 'F'), { minLength: 1 }),
  },
  { requiredKeys: ['id'] },
)
const anAge = fc.nat({ max: 2 })
const anAction = fc.oneof(
  fc.record({ do: fc.constant('page' as const), reads: fc.array(aRead, { maxLength: 4 }), age: anAge }),
  fc.record({ do: fc.constant('event' as const), reads: fc.array(aRead, { maxLength: 1 }), age: anAge }),
  fc.record({ do: fc.constant('gone' as const), id: fc.constantFrom(...ids), age: anAge }),
  fc.record({ do: fc.constant('remove' as const), ids: fc.subarray(ids) }),
  fc.record({ do: fc.constant('next run' as const) }),
)
type Action = typeof anAction extends fc.Arbitrary<infer T> ? T : never

/** The rules in plain words: newer wins, absent keeps, met is passed over by what is not newer. */
class Model {
  people = new Map<string, Known>()
  met = new Map<string, number>()
  startedAt = 0

  write(read: PersonRead, readAt: number, notesTime: boolean): void {
    const known = this.people.get(read.id)
    if (known !== undefined && known.readAt > readAt) return
    const next: Known = {
      name: read.name ?? known?.name,
      departments: placed(read.departmentIds, known?.departments ?? []),
      readAt,
      removed: false,
    }
    const differs = JSON.stringify({ ...next, readAt: 0 }) !== JSON.stringify({ ...known, readAt: 0 })
    if (differs || notesTime) this.people.set(read.id, next)
  }

  remove(id: string, unreadSince: number, readAt: number): void {
    const known = this.people.get(id)
    if (known === undefined || known.removed || known.readAt > unreadSince) return
    this.people.set(id, { ...known, removed: true, readAt })
  }

  missing(): string[] {
    const isMissing = ([id, one]: [string, Known]) =>
      !one.removed && !this.met.has(id) && one.readAt <= this.startedAt
    return [...this.people].filter(isMissing).map(([id]) => id)
  }
}

/** The known primary department stays it. */
function placed(told: readonly string[] | undefined, known: string[]): string[] {
  if (told === undefined) return known
  const [primary] = known
  return primary !== undefined && told.includes(primary)
    ? [primary, ...told.filter((id) => id !== primary)]
    : [...told]
}

export function testDirectoryModel(name: string, make: MakeDirectoryStore): void {
  describe(`DirectoryStore, model: ${name}`, () => {
    it('D76 ends as the model, whatever runs, events and removals come in which order', async () => {
      await fc.assert(fc.asyncProperty(fc.array(anAction, { maxLength: 15 }), check), {
        numRuns: name.includes('memory') ? 150 : 25,
      })
    })
  })

  async function check(actions: Action[]): Promise<void> {
    const { store, second, close } = await make()
    try {
      const model = new Model()
      await store.acquireLease(lease, 0, 1)
      let now = 1_000
      let runs = 0
      const begin = async () => {
        runs += 1
        model.met.clear()
        model.startedAt = now
        await store.beginRun(lease, report(`r${runs}`, { startedAt: now }), [])
      }
      await begin()
      for (const action of actions) {
        now += 1
        const id = `r${runs}`
        if (action.do === 'next run') await begin()
        else if (action.do === 'page') {
          const readAt = now - action.age
          await store.writePage(lease, id, page(now, { readAt, people: action.reads }))
          for (const read of action.reads) {
            if ((model.met.get(read.id) ?? -1) >= readAt) continue
            model.write(read, readAt, false)
            model.met.set(read.id, readAt)
          }
        } else if (action.do === 'event') {
          await second.writeOne(key, { people: action.reads }, now - action.age, now)
          for (const read of action.reads) model.write(read, now - action.age, true)
        } else if (action.do === 'gone') {
          await second.removeOne(key, 'person', action.id, 'left', now - action.age, now)
          model.remove(action.id, now - action.age, now - action.age)
        } else {
          await store.remove(lease, id, 'person', action.ids, 'out_of_range', now)
          for (const one of action.ids) model.remove(one, model.startedAt, now)
        }
        const missing = await walk((query) =>
          second.missing(key, id === `r${runs}` ? id : `r${runs}`, 'person', query),
        )
        expect(missing.map((one) => one.id)).toEqual(model.missing().toSorted())
      }
      const found = await walk((query) => second.people(key, { removed: true, ...query }))
      const kept = found.map((person) => [
        person.id,
        {
          name: person.name,
          departments: placesOf(person).map((place) => place[0]),
          removed: person.removedAt !== null,
        },
      ])
      const wanted = [...model.people].map(([id, { readAt: _, ...known }]) => [id, known])
      expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(wanted))
    } finally {
      await close()
    }
  }
}
