// Carries: a refusal of the platform from the check that made it to the envelope that words it.

/** Thrown by operations; each family answers it in its own envelope. */
export class Refusal extends Error {
  readonly code: number
  /** Members that go beside the code, e.g. `permission_violations`. */
  readonly extra: Readonly<Record<string, unknown>>

  constructor(code: number, message?: string, extra: Record<string, unknown> = {}) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.extra = extra
  }
}

/** A refusal of the gateway, which words it the same way whatever endpoint is behind it. */
export class GatewayRefusal extends Refusal {
  override readonly name = 'GatewayRefusal'
}
