// Declares: where tokens are kept between calls and, with a shared store, between processes.

export interface TokenRecord {
  value: string
  /** Epoch milliseconds. */
  expiresAt: number
}

/** Port. A store may lose records; it must never mix them up between keys. */
export interface TokenStore {
  get(key: string): Promise<TokenRecord | undefined>
  set(key: string, record: TokenRecord): Promise<void>
  /** Deletes only while the stored value still is `value`, atomically: somebody may have put a fresh one there. */
  delete(key: string, value: string): Promise<void>
}
