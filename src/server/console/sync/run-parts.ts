// Shows: how a run stands and what it was asked for, in words.

import { html } from 'hono/html'
import type { Counts, EntityKind, Missing, RunReport } from '../../../directory/index.ts'
import type { AppContext } from '../../context.ts'
import type { Markup, Piece } from '../frame.ts'
import { badge, count } from '../parts.ts'
import { departmentAddress } from '../people/names.ts'
import { personAddress } from '../people/tabs.ts'
import { words } from '../texts.ts'
import type { Standing } from './find.ts'
import { syncWords } from './texts.ts'

const kinds: Record<Standing, Parameters<typeof badge>[0]> = {
  running: 'plain',
  interrupted: 'warn',
  waiting: 'warn',
  completed: 'good',
  failed: 'bad',
  superseded: 'plain',
}

export function standingBadges(c: AppContext, standing: Standing, { dryRun }: RunReport): Markup {
  const text = words(c, syncWords)
  return html`${badge(kinds[standing], text[standing])}${dryRun ? html` ${badge('plain', text.dryRunBadge)}` : ''}`
}

export function targetText(c: AppContext, { target }: RunReport): Piece {
  const text = words(c, syncWords)
  const name = text[`target_${target.kind}`]
  return 'id' in target ? html`${name} <code>${target.id}</code>` : name
}

/** `+` created or restored, `~` updated, `−` removed. */
export function changesText(c: AppContext, { people, departments }: RunReport): string {
  const both = (kind: keyof Counts) => people[kind] + departments[kind]
  const created = both('created') + both('restored')
  return `+${count(c, created)} ~${count(c, both('updated'))} −${count(c, both('removed'))}`
}

/** A person or department, with a link to its page. */
export function entityLink(c: AppContext, instance: string, of: EntityKind, { id, name }: Missing): Markup {
  const address = of === 'person' ? personAddress(c, id, instance) : departmentAddress(c, instance, id)
  return html`<a class="foreign" href="${address}">${name === '' ? words(c, syncWords).nameless : name}</a>`
}
