// Decides: which times of reading are of a clock that was ahead, and say nothing.

import { clocksDifferMs } from '../../../directory/known-from.ts'

/** A run is continued for a day, and then takes some time: nothing that it knows of was read later. */
const runsLastMs = 48 * 60 * 60_000

/**
 * What was read later than this, when it is `now`, was read by a clock that was ahead. Whoever was would stay as they are
 * until that time has come.
 */
export const latestReading = (now: number): number => now + clocksDifferMs

/** The same while a run is under way, at whatever time. */
export const latestReadingIn = ({ started_at }: { started_at: number }): number => started_at + runsLastMs
