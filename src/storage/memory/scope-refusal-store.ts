// Keeps: what people did not grant, in the memory of this process.
import { ownerName, type ScopeRefusalStore, type ScopeRefusals } from '../../tokens/index.ts'

/** For one process, and for tests. */
export function createMemoryScopeRefusalStore(): ScopeRefusalStore {
  const rows = new Map<string, ScopeRefusals>()
  return {
    async find(owner) {
      return structuredClone(rows.get(ownerName(owner)))
    },

    async update(owner, change) {
      const name = ownerName(owner)
      const next = change(structuredClone(rows.get(name)))
      if (next === undefined) rows.delete(name)
      else rows.set(name, structuredClone(next))
    },

    async deleteBefore(at) {
      const old = [...rows].filter(([, row]) => row.at < at)
      for (const [name] of old) rows.delete(name)
      return old.length
    },
  }
}
