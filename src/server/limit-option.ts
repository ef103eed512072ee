// Checks: the form of an option that limits a number.

import * as z from 'zod'

const error = 'must be a whole number from 0 (no limit) to 1000000'

/** @param fallback what it is when it is not set */
export const limitOption = (fallback: number) =>
  z.int({ error }).min(0, { error }).max(1_000_000, { error }).default(fallback)
