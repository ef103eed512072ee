// Draws: a person's picture as SVG, from the letters of the name.
import { html, toText } from './html.ts'
import { initials, tintOf } from './parts.ts'

const tints = ['#245bdb', '#0f766e', '#6d4bd0', '#a8480b', '#b0306f', '#3f6212']

/** The picture behind `avatar_url` of the made-up people. */
export function avatarPicture(person: { openId: string; name: string }): string {
  const letters = initials(person.name)
  const size = letters.length > 1 ? 26 : 32
  return toText(
    html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72" width="72" height="72" role="img"><rect width="72" height="72" fill="${tints[tintOf(person.openId)]}"/><text x="36" y="37" fill="#fff" font-family="sans-serif" font-size="${size}" font-weight="600" text-anchor="middle" dominant-baseline="central">${letters}</text></svg>`,
  )
}
