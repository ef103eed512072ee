// Carries: a refusal of the platform from the check that made it to the envelope that words it.

/** What the headers of a rate limit tell: calls per window, and seconds until it ends. */
export interface RateLimit {
  limit: number
  reset: number
}

/** Thrown by operations; each family answers it in its own envelope. */
export class Refusal extends Error {
  readonly code: number
  /** Members that go beside the code, e.g. `permission_violations`. */
  readonly extra: Readonly<Record<string, unknown>>
  readonly rateLimit: RateLimit

  constructor(
    code: number,
    message?: string,
    extra: Record<string, unknown> = {},
    rateLimit: RateLimit = { limit: 100, reset: 1 },
  ) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.extra = extra
    this.rateLimit = rateLimit
  }
}

/** A refusal of the gateway, which words it the same way whatever endpoint is behind it. */
export class GatewayRefusal extends Refusal {
  override readonly name = 'GatewayRefusal'
}
