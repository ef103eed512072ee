// Draws: a person's picture, so that no page needs anything from elsewhere.
import type { Hono } from 'hono'
import type { State } from '../state/state.ts'
import type { EmulatorEnv } from './record.ts'

const colours = ['#3370FF', '#7F3BF5', '#D136D1', '#F54A45', '#DE7802', '#2EA121', '#04B49C', '#049FD7']

const escapeXml = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** The last two characters of a Chinese name, the first letters of another. */
function initials(name: string): string {
  if (/\p{Script=Han}/u.test(name)) return [...name].slice(-2).join('')
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
}

export function drawAvatar(name: string, index: number, size: number): string {
  const text = escapeXml(initials(name))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 72 72"><rect width="72" height="72" fill="${colours[index % colours.length]}"/><text x="36" y="36" dy=".35em" text-anchor="middle" font-family="PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif" font-size="26" fill="#fff">${text}</text></svg>`
}

export function serveAvatars(app: Hono<EmulatorEnv>, state: State): void {
  app.get('/_emulator/avatar/:index/:file', (c) => {
    const size = /^(72|240|640)\.svg$/.exec(c.req.param('file'))?.[1]
    // By number: an id in the address would tell a page who somebody is.
    const index = /^\d{1,8}$/.test(c.req.param('index')) ? Number(c.req.param('index')) : -1
    const person = state.organisation.person(index, state.apps.first.appId)
    if (size === undefined || person === undefined) return c.notFound()
    return c.body(drawAvatar(person.name, person.index, Number(size)), 200, {
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    })
  })
}
