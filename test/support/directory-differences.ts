// Compares: a directory of any size with what the platform exports, entry by entry.
import type { DirectoryDepartment, DirectoryPerson } from '../../src/directory/index.ts'
import { expectedDepartment, expectedPerson, type Facts, factsOf } from './directory-expected.ts'
import { allOf } from './directory-under-test.ts'

/** Text that is the same for the same facts. */
const textOf = (facts: Facts): string =>
  JSON.stringify(facts, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

function* differ(kept: readonly Facts[], expected: Iterable<Facts>): Iterable<string> {
  const texts = new Map(kept.map((facts) => [String(facts.id), textOf(facts)]))
  for (const facts of expected) {
    const id = String(facts.id)
    const text = textOf(facts)
    if (texts.get(id) !== text) yield `${id} is ${texts.get(id)}, and should be ${text}`
    texts.delete(id)
  }
  for (const [id, text] of texts) yield `${id} should not be there: ${text}`
}

/** Anything with the two lists of a directory. */
interface Lists {
  users(query: { limit: number; cursor?: string }): Promise<{ items: DirectoryPerson[]; next: string | null }>
  departments(query: {
    limit: number
    cursor?: string
  }): Promise<{ items: DirectoryDepartment[]; next: string | null }>
}

/** The first few differences (`most`, default 5); none when the directory is what the app may read. */
export async function directoryDifferences(
  directory: Lists,
  exported: { departments: Iterable<object>; people: Iterable<object> },
  most = 5,
): Promise<string[]> {
  const people = await allOf((cursor) => directory.users({ limit: 200, ...cursor }))
  const departments = await allOf((cursor) => directory.departments({ limit: 200, ...cursor }))
  const wires = [...exported.departments]
  const among = new Set(wires.map((wire) => String(Reflect.get(wire, 'open_department_id'))))
  function* expectedPeople() {
    for (const wire of exported.people) yield expectedPerson(wire)
  }
  const found = [
    ...differ(people.map(factsOf), expectedPeople()),
    ...differ(
      departments.map(factsOf),
      wires.map((wire) => expectedDepartment(wire, among)),
    ),
  ]
  return found.slice(0, most)
}
