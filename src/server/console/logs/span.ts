// Chooses: the time that a chart and a list of sign-ins are about.

const hour = 3_600_000
const day = 24 * hour

/** How many days back, and how long each bar of the chart is. */
const slices = { 1: hour, 7: hour, 30: day, 90: day } as const

export type Days = keyof typeof slices
export const days = [1, 7, 30, 90] as const satisfies readonly Days[]

export interface Span {
  from: number
  until: number
  sliceMs: number
}

/**
 * The last days up to now. Ends with the hour that runs, so that bars begin at full hours, in every time zone of whole
 * hours.
 */
export function lastDays(count: Days, now: number, sliceMs: number = slices[count]): Span {
  const until = (Math.floor(now / hour) + 1) * hour
  return { from: until - count * day, until, sliceMs }
}
