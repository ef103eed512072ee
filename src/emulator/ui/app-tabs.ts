// Draws: the links that choose an app; nothing when there is one only.
import type { AppSettings, Emulator } from '../types.ts'
import type { PageContext } from './context.ts'
import { type Fragment, html } from './html.ts'

export function appTabs(
  emulator: Emulator,
  { text, href }: PageContext,
  path: string,
  chosen: Readonly<AppSettings>,
): Fragment | '' {
  const apps = emulator.apps.list()
  if (apps.length <= 1) return ''
  const links = apps.map(
    ({ appId, name }) =>
      html`<a href="${href(path, { app: appId })}" ${appId === chosen.appId ? html`aria-current="true"` : ''}>${name}</a>`,
  )
  return html`<nav class="tabs" aria-label="${text.app}">${links}</nav>`
}
