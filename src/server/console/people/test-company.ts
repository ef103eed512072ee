// Fills: the directory of a test server's app, straight into the database.

import { type DirectoryKey, rootId } from '../../../directory/model.ts'
import type { DepartmentRead, PersonRead } from '../../../feishu/index.ts'
import { createSealer } from '../../../storage/seal.ts'
import { openDatabase } from '../../../storage/sql/index.ts'
import { markers } from '../../test-server.ts'

export interface Company {
  departments: readonly (DepartmentRead & { parentId: string })[]
  people: readonly PersonRead[]
}

/** The first app of `createTestServer`. */
export const testKey: DirectoryKey = { brand: 'feishu', appId: 'cli_a1b2c3d4e5f60718' }

const batch = 2_000

function* batches<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += batch) yield all.slice(at, at + batch)
}

/** @param file path of the server's database */
export async function fillDirectory(
  file: string,
  { departments, people }: Company,
  now: number,
  key: DirectoryKey = testKey,
): Promise<void> {
  const database = await openDatabase(`sqlite:${file}`, { sealer: createSealer([markers.sessionSecret]) })
  try {
    const { directory } = database
    for (const some of batches(departments)) await directory.writeOne(key, { departments: some }, now, now)
    for (const some of batches(people)) await directory.writeOne(key, { people: some }, now, now)
    const lease = { key, purpose: 'sync', owner: 'a test' } as const
    await directory.acquireLease(lease, now, now + 60_000)
    const moved = departments.flatMap(({ id, parentId }) =>
      parentId === rootId ? [] : [{ id, treeParentId: parentId, before: { parentId, treeParentId: rootId } }],
    )
    await directory.setTreeParents(lease, moved, now)
    await directory.releaseLease(lease)
  } finally {
    await database.close()
  }
}

/** 100,000 people in 5,000 departments: 120 at the top, one with 3,000 members, twelve below each other. */
export function largeCompany(): Company {
  const ids = Array.from({ length: 5_000 }, (_, at) => at + 1)
  const parentOf = (n: number) => {
    if (n <= 120) return rootId
    return n > 4_988 ? `od_${n - 1}` : `od_${Math.floor((n - 1) / 40)}`
  }
  return {
    departments: ids.map((n) => ({
      id: `od_${n}`,
      name: `Department ${n}`,
      parentId: parentOf(n),
      order: n,
    })),
    people: Array.from({ length: 100_000 }, (_, n): PersonRead => {
      const departmentIds = [n < 3_000 ? 'od_1' : `od_${(n % 4_999) + 2}`]
      const name = `Person ${String(n).padStart(6, '0')}`
      return { id: `ou_p${n}`, name, email: `p${n}@example.com`, state: 'active', departmentIds }
    }),
  }
}
