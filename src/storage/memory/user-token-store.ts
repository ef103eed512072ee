// Keeps: user tokens in the memory of this process.
import {
  ownerName,
  type TokenOwner,
  type UserTokenPair,
  type UserTokenStore,
  userTokenStateOf,
} from '../../tokens/index.ts'

interface Kept {
  owner: TokenOwner
  pair: UserTokenPair
  version: number
  lock?: { holder: string; until: number }
}

/** For one process, and for tests; whoever signed in must authorize again after it ends. */
export function createMemoryUserTokenStore(): UserTokenStore {
  const rows = new Map<string, Kept>()
  /** Never used twice, not even for an owner whose row went and came back. */
  let lastVersion = 0
  const keep = (owner: TokenOwner, pair: UserTokenPair): void => {
    lastVersion++
    rows.set(ownerName(owner), { owner: { ...owner }, pair: structuredClone(pair), version: lastVersion })
  }

  return {
    async find(owner) {
      const row = rows.get(ownerName(owner))
      return row && { pair: structuredClone(row.pair), version: row.version }
    },

    async put(owner, pair) {
      keep(owner, pair)
    },

    async replace(owner, version, pair) {
      if (rows.get(ownerName(owner))?.version !== version) return false
      keep(owner, pair)
      return true
    },

    async delete(owner, version) {
      if (version !== undefined && rows.get(ownerName(owner))?.version !== version) return false
      return rows.delete(ownerName(owner))
    },

    async lock(owner, version, holder, { now, until, latest = Number.POSITIVE_INFINITY }) {
      const row = rows.get(ownerName(owner))
      if (row?.version !== version) return { outcome: 'changed' }
      const former = row.lock
      if (former !== undefined && now < former.until && former.until <= latest)
        return { outcome: 'held', until: former.until }
      row.lock = { holder, until }
      return { outcome: 'locked', interrupted: former !== undefined }
    },

    async prolong(owner, holder, until) {
      const lock = rows.get(ownerName(owner))?.lock
      if (lock?.holder !== holder) return false
      lock.until = until
      return true
    },

    async unlock(owner, holder) {
      const row = rows.get(ownerName(owner))
      if (row?.lock?.holder === holder) delete row.lock
    },

    async list({ brand, appId }, { cursor = '', limit }) {
      const place = ({ owner: { tenantKey, openId } }: Kept) => JSON.stringify([tenantKey, openId])
      const after = [...rows.values()]
        .filter(({ owner }) => owner.brand === brand && owner.appId === appId)
        .filter((row) => place(row) > cursor)
        .sort((a, b) => (place(a) < place(b) ? -1 : 1))
      const page = after.slice(0, limit)
      const last = page.at(-1)
      return {
        items: page.map(({ owner, pair, lock }) =>
          structuredClone(userTokenStateOf(owner, pair, lock?.until ?? null)),
        ),
        next: last !== undefined && after.length > limit ? place(last) : null,
      }
    },
  }
}
