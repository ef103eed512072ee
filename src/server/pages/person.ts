// Chooses: what to show of a person, by the reader's language and by what is safe to load.

import type { Language } from '../language.ts'

/** The name in the reader's language; each falls back to the other. */
export function displayName(names: { name: string; enName: string }, language: Language): string {
  const [first, second] = language === 'zh' ? [names.name, names.enName] : [names.enName, names.name]
  return first.trim() === '' ? second.trim() : first.trim()
}

/**
 * An address that an image may load, or ''. Only https; an emulator's own http origin in development.
 */
export function safeAvatarUrl(avatarUrl: string, platformOrigin: string): string {
  if (!URL.canParse(avatarUrl)) return ''
  const url = new URL(avatarUrl)
  const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && url.origin === platformOrigin)
  return allowed && url.username === '' && url.password === '' ? url.href : ''
}

/** First character of a name, for a person without a picture. */
export function initial(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.replace(/^[^\p{L}\p{N}]+/u, ''))
  return (first?.segment ?? '').slice(0, 8).toLocaleUpperCase('en')
}
