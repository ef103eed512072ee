// Shows: what an event is about, by name where the directory has one.

import { html } from 'hono/html'
import type { StoredEvent } from '../../../directory/index.ts'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import type { Directory } from '../../directory.ts'
import type { Markup } from '../frame.ts'
import { count } from '../parts.ts'
import { departmentAddress } from '../people/names.ts'
import { personAddress } from '../people/tabs.ts'
import { words } from '../texts.ts'
import { eventWords } from './texts.ts'

type Subject = StoredEvent['subject']

/** Names of those of a page; each is looked up once. Undefined: not in the directory. */
export async function namesOf(
  directory: Directory,
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const names = new Map<string, string | undefined>()
  for (const { subject } of events) {
    if (subject.kind === 'scope' || names.has(subject.id)) continue
    const ask = subject.kind === 'person' ? directory.user : directory.department
    const found = await ask(subject.id).catch((error) => {
      if (error instanceof LarkspurError && error.status === 404) return undefined
      throw error
    })
    names.set(subject.id, found === undefined ? undefined : (found.name ?? ''))
  }
  return names
}

function range(c: AppContext, subject: Extract<Subject, { kind: 'scope' }>): Markup {
  const text = words(c, eventWords)
  const some = (label: string, { personIds, departmentIds }: typeof subject.added) =>
    personIds.length + departmentIds.length === 0
      ? ''
      : html`<br><span class="secondary">${label}</span> ${text.scopeText(count(c, personIds.length), count(c, departmentIds.length))}`
  return html`<span>${text.scope}${some(text.added, subject.added)}${some(text.removed, subject.removed)}</span>`
}

export function subjectText(
  c: AppContext,
  instance: string,
  { subject }: Pick<StoredEvent, 'subject'>,
  names: ReadonlyMap<string, string | undefined>,
): Markup {
  const text = words(c, eventWords)
  if (subject.kind === 'scope') return range(c, subject)
  const { kind, id } = subject
  const name = names.get(id)
  const address = kind === 'person' ? personAddress(c, id, instance) : departmentAddress(c, instance, id)
  const named =
    name === undefined
      ? html`<span class="secondary">${text.unknownName}</span>`
      : html`<a class="foreign" href="${address}">${name === '' ? id : name}</a>`
  return html`<span>${text[kind]} ${named}<br><code>${id}</code></span>`
}
