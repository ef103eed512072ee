// Tells: whether what is known is newer than what was read.

/** Nothing can have been read later than now; clocks of the processes that share a directory differ by no more. */
export const clocksDifferMs = 5 * 60_000

/**
 * Whether what is known was asked for later than what was read at `readAt`. A time that has not come yet is of a clock
 * that was wrong once, and says nothing: nothing would ever be newer.
 */
export const isKnownFromLater = (knownAt: number, readAt: number, now: number): boolean =>
  knownAt > readAt && knownAt <= now + clocksDifferMs
