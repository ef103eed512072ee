// Routes: the organisation's page and the forms it posts.
import type { Hono } from 'hono'
import type { Emulator } from '../types.ts'
import { createPageContext } from './context.ts'
import { rootId } from './find-department.ts'
import type { ShowPage } from './form.ts'
import { rowId } from './member-list.ts'
import { organisationActions } from './organisation-actions.ts'
import { organisationPage } from './organisation-page.ts'
import { addForm } from './posted-form.ts'

const path = '/_emulator/organisation'

/** The pages below `/_emulator/organisation`. */
export function addOrganisationPages(pages: Hono, emulator: Emulator, show: ShowPage): void {
  pages.get(path, (c) => show.send(c, organisationPage(emulator, createPageContext(c))))
  for (const [name, act] of Object.entries(organisationActions)) {
    addForm(pages, show, {
      path,
      name,
      act({ form, context }) {
        const { department = rootId, search, page, below } = context.query
        const { who, stays, show: next = department } = act(emulator, context.text, form, department)
        const shown = next === rootId ? undefined : next
        const query = { department: shown, search, page, below, done: name, who }
        return { query, hash: stays === true ? rowId(who) : '' }
      },
      refused: ({ context }, problem) => organisationPage(emulator, context, problem),
    })
  }
}
