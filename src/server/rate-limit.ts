// Limits: how often one address, or one account, may ask.

import { isIPv6 } from 'node:net'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { LarkspurError } from '../errors/larkspur-error.ts'

/** Counts one request of whoever this names. @throws LarkspurError `too_many_requests`, with the seconds to wait */
export type Limit = (name: string) => Promise<void>

/** Counts one request of this address. @throws LarkspurError `too_many_requests`, with the seconds to wait */
export type AddressLimit = (address: string | undefined) => Promise<void>

/** The first four groups: whoever has one IPv6 address has all 2^64 of its network. */
function network(address: string): string {
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::')
  const groups = head === '' ? [] : head.split(':')
  const rest = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length)
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...rest]
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

/** What counts as one sender. */
export function senderOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  return isIPv6(address) ? network(address) : address.slice(0, 64)
}

/** So many requests per minute and name, in this process's memory; 0 = no limit. */
export function createLimit(perMinute: number): Limit {
  if (perMinute === 0) return async () => {}
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return async (name) => {
    try {
      await limiter.consume(name)
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      throw new LarkspurError('too_many_requests', {
        retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
      })
    }
  }
}

/**
 * The same by address. Senders whose address nobody tells are not limited: one bucket for all of them would let
 * anybody lock everybody out.
 */
export function createAddressLimit(perMinute: number): AddressLimit {
  const limit = createLimit(perMinute)
  return async (address) => {
    if (address !== undefined) await limit(senderOf(address))
  }
}
