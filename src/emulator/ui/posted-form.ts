// Routes: a form of a page, which leads back to the page when it is done, and shows it with the reason when not.
import type { Context, Hono } from 'hono'
import { createPageContext, type PageContext } from './context.ts'
import { readForm, reasonOf, type ShowPage } from './form.ts'

export interface Posted {
  c: Context
  form: URLSearchParams
  /** That of the page to which the form belongs. */
  context: PageContext
}

/** What to show of the page next. */
interface Next {
  query: Parameters<PageContext['href']>[1]
  hash: string
}

interface PageForm {
  /** Address of the page to which it belongs. */
  path: string
  /** Last part of its own address. */
  name: string
  act(posted: Posted): Next | Promise<Next>
  /** The page after a refusal. */
  refused(posted: Posted, problem: string): string
}

export function addForm(pages: Hono, { send, tooLarge }: ShowPage, page: PageForm): void {
  const { path, name } = page
  // The page of a refused form stands at the form's address: its reload and its other language lead back.
  pages.get(`${path}/${name}`, (c) => {
    const { href, query } = createPageContext(c)
    return c.redirect(href(path, query), 303)
  })
  pages.post(`${path}/${name}`, async (c) => {
    const form = await readForm(c)
    if (form === undefined) return tooLarge(c)
    const posted = { c, form, context: { ...createPageContext(c), path } }
    try {
      const { query, hash } = await page.act(posted)
      return c.redirect(posted.context.href(path, query, hash), 303)
    } catch (error) {
      return send(c, page.refused(posted, reasonOf(error)), 400)
    }
  })
}
