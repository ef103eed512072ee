// Counts: calls per app and hour, for the operations whose quota is small.

const hourMs = 3_600_000

export interface CallCounts {
  /** Counts one call. Returns how many this hour has had, this one included, and when the hour ends. */
  count(appId: string, now: number): { calls: number; endsAt: number }
  clear(): void
}

export function createCallCounts(): CallCounts {
  const hours = new Map<string, { startedAt: number; calls: number }>()
  return {
    count(appId, now) {
      const known = hours.get(appId)
      const over = known === undefined || now < known.startedAt || now >= known.startedAt + hourMs
      const hour = over ? { startedAt: now, calls: 0 } : known
      hour.calls += 1
      hours.set(appId, hour)
      return { calls: hour.calls, endsAt: hour.startedAt + hourMs }
    },
    clear: () => hours.clear(),
  }
}
