// Writes: single people and departments, as events tell of them.

import type { Kysely } from 'kysely'
import type { DirectoryStore } from '../../../directory/ports.ts'
import type { PersonRead } from '../../../feishu/index.ts'
import type { Tables } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { countOutcomes, type Reading } from './outcome.ts'
import { tellsAnyPlaces, withoutBlankPlaces } from './places.ts'
import { writeDepartments } from './write-departments.ts'
import { writePeople } from './write-people.ts'

export function createSingles(db: Kysely<Tables>): Pick<DirectoryStore, 'writeOne'> {
  return {
    writeOne: (key, { people = [], departments = [] }, readAt, now) =>
      inTransaction(db, async (connection) => {
        // A run that asked before must not write its older answer over this one, even where this one changed nothing.
        const reading: Reading = { db: connection, key, readAt, now, dryRun: false, noteTime: true }
        return {
          departments: countOutcomes(await writeDepartments(reading, lastOfEach(departments))),
          people: countOutcomes(await writePeople(reading, credible(lastOfEach(people)), null)),
        }
      }),
  }
}

const credible = (people: PersonRead[]) => (tellsAnyPlaces(people) ? people : withoutBlankPlaces(people))

const lastOfEach = <Read extends { id: string }>(reads: readonly Read[]): Read[] => [
  ...new Map(reads.map((read) => [read.id, read])).values(),
]
