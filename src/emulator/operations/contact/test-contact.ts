// Helps: the tests of the contact API to ask it as an app and as a person.
import { appToken, get, post, type Reply, signIn } from '../../testkit.ts'
import type { Emulator } from '../../types.ts'

export const base = 'contact:contact.base:readonly'

/** Shows everything about departments and where people stand. */
export const readingScopes = [
  base,
  'contact:department.base:readonly',
  'contact:department.organize:readonly',
  'contact:user.base:readonly',
  'contact:user.department:readonly',
  'contact:user.employee:readonly',
]

// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects inside
export type Item = any

/** One question by the app's own token: `contact('users/batch?user_ids=…')`. */
export async function contact(feishu: Emulator, path: string, body?: unknown): Promise<Reply> {
  const token = await appToken(feishu)
  const whole = `/open-apis/contact/v3/${path}`
  return body === undefined
    ? get(feishu, whole, token)
    : post(feishu, whole, body, { authorization: `Bearer ${token}` })
}

/** The same by a person's token. */
export async function contactAs(
  feishu: Emulator,
  person: number,
  path: string,
  body?: unknown,
): Promise<Reply> {
  const { access_token } = await signIn(feishu, person, feishu.app.scopes.join(' '))
  const whole = `/open-apis/contact/v3/${path}`
  return body === undefined
    ? get(feishu, whole, access_token)
    : post(feishu, whole, body, { authorization: `Bearer ${access_token}` })
}

/** Every entry of a list, page by page; `field` is the list. */
export async function everyPage(
  feishu: Emulator,
  path: string,
  { size, field = 'items' }: { size?: number; field?: string } = {},
): Promise<Item[]> {
  const found: Item[] = []
  let more = ''
  for (let pages = 0; pages < 10_000; pages++) {
    const query = new URLSearchParams(path.split('?')[1])
    if (size !== undefined) query.set('page_size', `${size}`)
    if (more !== '') query.set('page_token', more)
    const { body } = await contact(feishu, `${path.split('?')[0]}?${query}`)
    if (body.code !== 0) throw new Error(JSON.stringify(body))
    found.push(...body.data[field])
    if (!body.data.has_more) return found
    more = body.data.page_token
  }
  throw new Error('The list has no end')
}
