// Draws: the fields of the contact range and of the rate limits.
import type { AppSettings, Emulator } from '../types.ts'
import type { PageContext } from './context.ts'
import { type Fragment, html } from './html.ts'

export function contactRangeFields(
  emulator: Emulator,
  { text }: PageContext,
  { appId, contactRange }: Readonly<AppSettings>,
): Fragment {
  const own = text.directory
  const chosen = typeof contactRange === 'object' ? contactRange : { departments: [], people: [] }
  const which = typeof contactRange === 'object' ? 'some' : contactRange
  const { get } = emulator.organisation.departments
  const departments = chosen.departments.map((id) => get(id)?.department_id ?? id)
  const people = chosen.people.map((index) => emulator.people.get(index, appId)?.open_id ?? String(index))
  const choice = (value: string, label: string) =>
    html`<label class="choice"><input type="radio" name="range" value="${value}" ${which === value ? html`checked` : ''}> <span>${label}</span></label>`
  return html`${choice('availability', own.rangeAvailability)}${choice('all', own.rangeAll)}${choice('some', own.rangeSome)}
<label for="range-departments">${own.rangeDepartments}</label>
<textarea id="range-departments" name="departments" rows="3" spellcheck="false">${departments.join('\n')}</textarea>
<label for="range-people">${own.rangePeople}</label>
<textarea id="range-people" name="people" rows="2" spellcheck="false">${people.join('\n')}</textarea>`
}

export function rateLimitFields(emulator: Emulator, { text }: PageContext): Fragment {
  const own = text.directory
  const now = emulator.rateLimits()
  return html`<label class="choice"><input type="checkbox" name="on" ${now === false ? '' : html`checked`}> <span>${own.rateLimitsOn}</span></label>
<label for="rate-factor">${own.rateFactor}</label>
<input id="rate-factor" name="factor" inputmode="decimal" value="${typeof now === 'object' ? now.factor : 1}" autocomplete="off">`
}
