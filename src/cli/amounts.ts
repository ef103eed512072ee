// Writes: numbers and times for people, in Chinese and English.

import type { Language } from './words.ts'

/** 12,345: both languages group thousands so. */
export const amount = (value: number): string => Math.trunc(value).toLocaleString('en-US')

/** `1 call`, `2 calls`: English has two words for most things. */
export const counted = (value: number, one: string, many: string): string =>
  `${amount(value)} ${value === 1 ? one : many}`

const units = {
  en: { hours: ' h', minutes: ' min', seconds: ' s' },
  zh: { hours: ' 小时', minutes: ' 分', seconds: ' 秒' },
}

/** The two largest units, such as `2 h 5 min`; less than a second is `0 s`. */
export function duration(ms: number, language: Language): string {
  const whole = Math.max(0, Math.round(ms / 1000))
  const unit = units[language]
  const parts = [
    [Math.trunc(whole / 3600), unit.hours],
    [Math.trunc(whole / 60) % 60, unit.minutes],
    [whole % 60, unit.seconds],
  ] as const
  const first = parts.findIndex(([value]) => value > 0)
  const told = first === -1 ? parts.slice(2) : parts.slice(first, first + 2)
  return told
    .filter(([value], place) => value > 0 || place === 0)
    .map(([value, name]) => `${value}${name}`)
    .join(' ')
}

/** Local date and time to the minute, the same in both languages. */
export function moment(ms: number): string {
  const at = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}
