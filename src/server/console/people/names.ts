// Shows: people and departments by name, with a link to their pages.

import { html } from 'hono/html'
import type { DirectoryDepartment, DirectoryPerson } from '../../../directory/model.ts'
import type { AppContext } from '../../context.ts'
import type { Markup } from '../frame.ts'
import { badge } from '../parts.ts'
import { words } from '../texts.ts'
import { addressWith } from './instance.ts'
import { personAddress } from './tabs.ts'
import { peopleWords } from './texts.ts'

type Named = Pick<DirectoryPerson, 'id' | 'name' | 'enName'>

export function nameOf(c: AppContext, { name, enName }: Partial<Named>): string {
  return name || enName || words(c, peopleWords).unnamed
}

export const personLink = (c: AppContext, instance: string, person: Named): Markup =>
  html`<a class="foreign" href="${personAddress(c, person.id, instance)}">${nameOf(c, person)}</a>`

export const departmentName = ({ id, name }: Pick<DirectoryDepartment, 'id' | 'name'>): string => name || id

export const departmentAddress = (c: AppContext, instance: string, id: string): string =>
  addressWith(c, `/console/departments/${encodeURIComponent(id)}`, { instance })

export const departmentLink = (
  c: AppContext,
  instance: string,
  department: Pick<DirectoryDepartment, 'id' | 'name'>,
): Markup =>
  html`<a class="foreign" href="${departmentAddress(c, instance, department.id)}">${departmentName(department)}</a>`

const kinds = { active: 'good', frozen: 'warn', unjoined: 'plain', unactivated: 'plain' } as const

/** Whoever was removed is so, whatever was told of their state before. */
export function personBadge(
  c: AppContext,
  { state, removedAt }: Pick<DirectoryPerson, 'state' | 'removedAt'>,
): Markup {
  const text = words(c, peopleWords)
  if (removedAt !== null) return badge('bad', text.removed)
  if (state === undefined) return badge('plain', text.unknown)
  return badge(state in kinds ? kinds[state as keyof typeof kinds] : 'bad', text[state])
}
