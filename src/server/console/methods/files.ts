// Serves: a sign-in method as the files of a directory, without its secrets.

import { html } from 'hono/html'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import type { ElementStatus } from '../../elements-types.ts'
import { requireAdministrator } from '../administrator.ts'
import type { Markup } from '../frame.ts'
import { words } from '../texts.ts'
import { addressOf, findMethod } from './find.ts'
import { methodWords } from './texts.ts'

export function filesView(c: AppContext, method: ElementStatus): Markup {
  const text = words(c, methodWords)
  const files = Object.entries(c.get('services').elements.files(method.fullName))
  return html`<section class="card"><h2>${text.files}</h2><p class="secondary">${text.filesIntro}</p>
${files.map(
  ([name, content]) => html`<details class="file"><summary><code>${name}</code></summary>
<pre tabindex="0" aria-label="${name}">${content}</pre></details>
<p><a class="button small" href="${addressOf(method)}/files/${encodeURIComponent(name)}" download="${name}">${text.download} ${name}</a></p>`,
)}</section>`
}

/** @throws LarkspurError `not_found` for a file that it has not */
export async function downloadFile(c: AppContext): Promise<Response> {
  await requireAdministrator(c)
  const method = await findMethod(c)
  const files = c.get('services').elements.files(method.fullName)
  const name = c.req.param('file') ?? ''
  const content = Object.hasOwn(files, name) ? files[name] : undefined
  if (content === undefined) throw new LarkspurError('not_found')
  return c.body(content, 200, {
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
  })
}
