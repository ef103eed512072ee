// Routes: the organisation's page and the forms it posts.
import type { Hono } from 'hono'
import type { Emulator } from '../types.ts'
import { createPageContext } from './context.ts'
import { rootId } from './find-department.ts'
import { readForm, reasonOf, type ShowPage } from './form.ts'
import { rowId } from './member-list.ts'
import { organisationActions } from './organisation-actions.ts'
import { organisationPage } from './organisation-page.ts'

const path = '/_emulator/organisation'

/** The pages below `/_emulator/organisation`. */
export function addOrganisationPages(pages: Hono, emulator: Emulator, { send, tooLarge }: ShowPage): void {
  pages.get(path, (c) => send(c, organisationPage(emulator, createPageContext(c))))
  for (const [name, act] of Object.entries(organisationActions)) {
    // The page of a refused form stands at the form's address: its reload and its other language lead back.
    pages.get(`${path}/${name}`, (c) => {
      const { href, query } = createPageContext(c)
      return c.redirect(href(path, query), 303)
    })
    pages.post(`${path}/${name}`, async (c) => {
      const form = await readForm(c)
      if (form === undefined) return tooLarge(c)
      const context = createPageContext(c)
      const { department = rootId, search, page, below } = context.query
      try {
        const { who, stays, show = department } = act(emulator, context.text, form, department)
        const query = { department: show === rootId ? undefined : show, search, page, below, done: name, who }
        return c.redirect(context.href(path, query, stays === true ? rowId(who) : ''), 303)
      } catch (error) {
        return send(c, organisationPage(emulator, { ...context, path }, reasonOf(error)), 400)
      }
    })
  }
}
