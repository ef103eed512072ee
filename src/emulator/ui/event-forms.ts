// Reads: the forms of the page of events.
import type { EventSubscription, EventWeather } from '../types.ts'
import { fieldOf, linesOf } from './form.ts'

/** What can happen to a delivery, in the order of the page. */
export const weatherKinds = ['duplicate', 'reorder', 'delay', 'lose', 'corrupt'] as const

export function readSubscriptionForm(form: URLSearchParams): Omit<EventSubscription, 'appId'> {
  const types = linesOf(form, 'types')
  return {
    url: fieldOf(form, 'url'),
    // As typed: a key may begin or end with a space.
    encryptKey: form.get('encryptKey') ?? '',
    verificationToken: form.get('verificationToken') ?? '',
    types: types.length === 0 ? 'all' : types,
  }
}

/** Percents become shares; what is not a number is refused by the weather. */
export function readWeatherForm(form: URLSearchParams): EventWeather {
  const shares = weatherKinds.map((kind) => [kind, Number(form.get(kind) ?? 0) / 100] as const)
  const seed = fieldOf(form, 'seed')
  if (!/^\d{0,15}$/.test(seed)) throw new Error(`A seed is a whole number; got "${seed}".`)
  return {
    ...Object.fromEntries(shares.filter(([, share]) => share !== 0)),
    ...(seed === '' ? {} : { seed: Number(seed) }),
  }
}
