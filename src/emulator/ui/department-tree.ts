// Draws: the tree of departments, open down to the one that is shown; or the departments that a search found.
import type { Department, Emulator } from '../types.ts'
import type { PageContext } from './context.ts'
import { departmentName } from './department-card.ts'
import { rootId } from './find-department.ts'
import { type Fragment, html } from './html.ts'
import { type OrganisationView, siblingsOf } from './organisation-view.ts'
import { pager } from './parts.ts'

const page = '/_emulator/organisation'

export function departmentTree(emulator: Emulator, context: PageContext, view: OrganisationView): Fragment {
  const { text, href } = context
  if (view.search !== '') return found(emulator, context, view)
  const { departments, path } = view
  const children = html`${departments.items.length === 0 ? '' : html`<ul>${departments.items.map((each) => html`<li>${branch(context, each)}</li>`)}</ul>`}
${pager(text, departments.page, departments.pages, (to) => href(page, { department: view.department?.open_department_id, below: to }))}`
  return html`<nav class="tree" aria-label="${text.directory.departments}"><ul><li>
<a class="branch" href="${href(page)}" ${view.department === undefined ? html`aria-current="page"` : ''}><span>${text.directory.root}</span></a>
${level(emulator, context, path, children)}</li></ul></nav>`
}

/** What stands below the first of `path`'s parent: its siblings, and below itself what is open. */
function level(
  emulator: Emulator,
  context: PageContext,
  path: readonly Department[],
  last: Fragment,
): Fragment {
  const [open, ...rest] = path
  if (open === undefined) return last
  const { items, more } = siblingsOf(emulator, open)
  return html`<ul>${items.map((each) =>
    each.open_department_id === open.open_department_id
      ? html`<li>${branch(context, each, rest.length === 0)}${level(emulator, context, rest, last)}</li>`
      : html`<li>${branch(context, each)}</li>`,
  )}${more === 0 ? '' : html`<li><a class="branch more-branches" href="${context.href(page, { department: open.parent === rootId ? undefined : open.parent })}">${context.text.directory.moreSiblings(more)}</a></li>`}</ul>`
}

function branch({ text, href }: PageContext, department: Department, current = false, above = ''): Fragment {
  const { open_department_id, member_count } = department
  return html`<a class="branch" href="${href(page, { department: open_department_id })}" ${current ? html`aria-current="page"` : ''}>
  <span class="branch-name"><bdi>${departmentName(text, department)}</bdi>${above ? html`<bdi class="branch-above">${above}</bdi>` : ''}</span><span class="count"><span aria-hidden="true">${member_count}</span><span class="visually-hidden">${text.directory.peopleIn(member_count)}</span></span></a>`
}

function found(emulator: Emulator, context: PageContext, { departments, kept }: OrganisationView): Fragment {
  const { text, href } = context
  if (departments.total === 0) return html`<p class="hint">${text.directory.noDepartmentFound}</p>`
  const aboveOf = (department: Department) => {
    const above = emulator.organisation.departments.get(department.parent)
    return above === undefined ? '' : departmentName(text, above)
  }
  return html`<p class="count">${text.directory.departmentsFound(departments.total)}</p>
<nav class="tree" aria-label="${text.directory.departments}"><ul>${departments.items.map((each) => html`<li>${branch(context, each, false, aboveOf(each))}</li>`)}</ul></nav>
${pager(text, departments.page, departments.pages, (to) => href(page, { ...kept, below: to }))}`
}
