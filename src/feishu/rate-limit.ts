// Reads: how long the platform asks us to wait.

const daySeconds = 86_400

const plausible = (seconds: number) =>
  Number.isFinite(seconds) && seconds >= 0 ? Math.min(Math.ceil(seconds), daySeconds) : undefined

function fromNumber(value: string | null): number | undefined {
  return value !== null && /^\s*\d{1,15}(?:\.\d+)?\s*$/.test(value) ? plausible(Number(value)) : undefined
}

// RFC 9110, 10.2.3: seconds or a date. A date in the past means: now.
function fromRetryAfter(value: string | null, now: number): number | undefined {
  const seconds = fromNumber(value)
  if (seconds !== undefined || value === null || !/[a-z]/i.test(value)) return seconds
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : plausible(Math.max(0, at - now) / 1000)
}

/**
 * Seconds until the limit is lifted: `x-ogw-ratelimit-reset`, else `Retry-After`; a day at most; undefined when
 * neither holds anything sensible.
 */
export function secondsToWait(headers: Headers, now: number): number | undefined {
  return fromNumber(headers.get('x-ogw-ratelimit-reset')) ?? fromRetryAfter(headers.get('retry-after'), now)
}
