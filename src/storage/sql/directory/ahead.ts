// Decides: which times of reading are of a clock that was ahead, and say nothing.

/**
 * Nothing can have been read later than now; clocks of several processes differ by less. Whoever was read by a clock
 * that was ahead would stay as they are until that time has come.
 */
const clocksDifferMs = 5 * 60_000

/** A run is continued for a day, and then takes some time: nothing that it knows of was read later. */
const runsLastMs = 48 * 60 * 60_000

/** What was read later than this, when it is `now`, was read by a clock that was ahead. */
export const latestReading = (now: number): number => now + clocksDifferMs

/** The same while a run is under way, at whatever time. */
export const latestReadingIn = ({ started_at }: { started_at: number }): number => started_at + runsLastMs
