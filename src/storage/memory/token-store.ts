// Keeps: tokens in the memory of this process.
import type { TokenRecord, TokenStore } from '../../tokens/index.ts'

/** For one process; nothing survives it, which for tokens of two hours is no loss. */
export function createMemoryTokenStore(): TokenStore {
  const records = new Map<string, TokenRecord>()
  return {
    async get(key) {
      const record = records.get(key)
      return record === undefined ? undefined : { ...record }
    },
    async set(key, record) {
      records.set(key, { ...record })
    },
    async delete(key, value) {
      if (records.get(key)?.value === value) records.delete(key)
    },
  }
}
