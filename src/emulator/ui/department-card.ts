// Draws: the department that is shown, and the forms that make, rename, move and remove departments.
import type { Emulator } from '../types.ts'
import type { PageContext } from './context.ts'
import { rootId } from './find-department.ts'
import { type Fragment, html } from './html.ts'
import type { OrganisationView } from './organisation-view.ts'

/** Name of a department in the language of the page. */
export const departmentName = (
  { htmlLang }: PageContext['text'],
  department: { name: string; en_name: string },
): string => (htmlLang === 'en' && department.en_name ? department.en_name : department.name)

export function departmentCard(emulator: Emulator, context: PageContext, view: OrganisationView): Fragment {
  const { text } = context
  const { department } = view
  const own = text.directory
  if (department === undefined)
    return html`<section class="card" aria-labelledby="department-title"><h2 id="department-title">${own.root}</h2>
${createForm(context, view)}</section>`
  const leader = department.leader === undefined ? undefined : emulator.people.get(department.leader)
  return html`<section class="card" aria-labelledby="department-title">
  <h2 id="department-title"><bdi>${departmentName(text, department)}</bdi></h2>
  <dl class="facts wide-facts">
    <div><dt>${own.departmentId}</dt><dd><code>${department.department_id}</code></dd></div>
    <div><dt>open_department_id</dt><dd><code>${department.open_department_id}</code></dd></div>
    ${leader ? html`<div><dt>${own.leader}</dt><dd><bdi>${leader.name}</bdi></dd></div>` : ''}
    <div><dt>${text.people}</dt><dd>${own.peopleIn(department.member_count)}</dd></div>
  </dl>
  ${createForm(context, view)}
  <details class="more"><summary>${own.changeDepartment}</summary>
    <div class="changes">
    ${form(
      context,
      view,
      'department-rename',
      html`<label for="department-name">${own.departmentName}</label><input id="department-name" name="name" required value="${department.name}" autocomplete="off">
<label for="department-en-name">${own.departmentEnName}</label><input id="department-en-name" name="en_name" value="${department.en_name}" autocomplete="off">
<button class="button" type="submit">${own.rename}</button>`,
    )}
    ${form(
      context,
      view,
      'department-move',
      html`<label for="department-parent">${own.moveBelow}</label><input id="department-parent" name="parent" required value="${emulator.organisation.departments.get(department.parent)?.department_id ?? rootId}" autocomplete="off">
<button class="button" type="submit">${own.moveDepartment}</button>`,
    )}
    ${form(
      context,
      view,
      'department-remove',
      html`<p class="hint">${own.removeWhy}</p><button class="button" type="submit">${own.remove}</button>`,
    )}
    </div>
  </details>
</section>`
}

function createForm(context: PageContext, view: OrganisationView): Fragment {
  const own = context.text.directory
  return html`<details class="more"><summary>${own.newDepartment}</summary>
<div class="changes">${form(
    context,
    view,
    'department-create',
    html`<label for="new-department">${own.departmentName}</label><input id="new-department" name="name" required autocomplete="off">
<label for="new-department-en">${own.departmentEnName}</label><input id="new-department-en" name="en_name" autocomplete="off">
<button class="button" type="submit">${own.create}</button>`,
  )}</div></details>`
}

function form({ href }: PageContext, { kept }: OrganisationView, action: string, fields: Fragment): Fragment {
  return html`<form class="stack" method="post" action="${href(`/_emulator/organisation/${action}`, kept)}">${fields}</form>`
}
