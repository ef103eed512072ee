// Shows: how the tokens of one app stand.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import type { Instance } from '../../instance.ts'
import type { Markup } from '../frame.ts'
import { badge, duration, table, time } from '../parts.ts'
import { words } from '../texts.ts'
import { tokenWords } from './texts.ts'

/** From here on a token is renewed at its next use. */
const renewedMs = 30 * 60_000

export async function tokensOfApp(c: AppContext, instance: Instance): Promise<Markup> {
  const text = words(c, tokenWords)
  const now = c.get('services').clock()
  const rows = (await instance.tokens.states()).map(({ kind, expiresAt }) => {
    const name = html`<code>${kind}</code>`
    if (expiresAt === null) return [name, badge('plain', text.absent), '–', '–']
    const left = expiresAt - now
    const state = left > renewedMs ? badge('good', text.there) : badge('warn', text.ending)
    return [name, state, duration(c, left), time(c, expiresAt)]
  })
  return html`${table(text.ofApp, [text.kind, text.state, text.left, text.until], rows)}<p class="hint lead">${text.ofAppHint}</p>`
}
