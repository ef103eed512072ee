// Shows: each sign-in method with its directory.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import type { RunReport } from '../../directory-types.ts'
import type { ElementStatus } from '../../elements-types.ts'
import type { Instance } from '../../instance.ts'
import type { Markup } from '../frame.ts'
import { addressOf } from '../methods/find.ts'
import { badge, count, table, time } from '../parts.ts'
import { words } from '../texts.ts'
import { overviewWords } from './texts.ts'

/** So many events are counted; beyond it the number says nothing more. */
const mostCounted = 200

const runBadges = {
  running: 'plain',
  waiting: 'warn',
  completed: 'good',
  failed: 'bad',
  superseded: 'plain',
} as const satisfies Record<RunReport['state'], string>

export interface InstanceView {
  instance: Instance
  people: number
  departments: number
  lastRun: RunReport | undefined
  waiting: number
  failed: number
}

export function viewInstances(c: AppContext): Promise<InstanceView[]> {
  const { instances, directories } = c.get('services')
  return Promise.all(
    instances.all.map(async (instance) => {
      const directory = directories.of(instance.name)
      const [{ people, departments }, runs, waiting, failed] = await Promise.all([
        directory.count(),
        directory.runs({ limit: 1 }),
        directory.events({ state: 'waiting', limit: mostCounted }),
        directory.events({ state: 'failed', limit: mostCounted }),
      ])
      return {
        ...{ instance, people, departments, lastRun: runs.items[0] },
        waiting: waiting.items.length,
        failed: failed.items.length,
      }
    }),
  )
}

const atMost = (c: AppContext, found: number): string =>
  `${count(c, found)}${found >= mostCounted ? '+' : ''}`

function syncCell(c: AppContext, { lastRun, instance }: InstanceView): Markup {
  const text = words(c, overviewWords)
  const address = `/console/sync?${new URLSearchParams({ instance: instance.name })}`
  if (lastRun === undefined) {
    return html`<div><span class="secondary">${text.neverSynced}</span> <a href="${address}">${text.syncNow}</a></div>`
  }
  const { state, startedAt, dryRun } = lastRun
  return html`<div><a href="${address}">${time(c, startedAt)}</a> ${badge(runBadges[state], text[state])}${dryRun ? html` <span class="secondary">${text.dryRun}</span>` : ''}</div>`
}

function eventsCell(c: AppContext, { instance, waiting, failed }: InstanceView): Markup {
  const text = words(c, overviewWords)
  if (instance.events === null && waiting === 0) return html`<span class="secondary">${text.noEvents}</span>`
  const address = `/console/events?${new URLSearchParams({ instance: instance.name })}`
  return html`<div><a href="${address}">${atMost(c, waiting)}</a>${failed === 0 ? '' : html` ${badge('bad', `${atMost(c, failed)} ${text.failedEvents}`)}`}</div>`
}

export function instanceTable(
  c: AppContext,
  views: readonly InstanceView[],
  elements: readonly ElementStatus[],
): Markup {
  const text = words(c, overviewWords)
  const { isEnabled } = c.get('services').instances
  return table(
    text.perMethod,
    [text.method, text.state, text.people, text.departments, text.lastSync, text.events],
    views.map((view) => {
      const { instance } = view
      const element = elements.find(({ name, state }) => name === instance.name && state !== 'overridden')
      const isOn = isEnabled(instance.name)
      return [
        element === undefined
          ? html`<span class="foreign">${instance.name}</span>`
          : html`<a class="foreign" href="${addressOf(element)}">${element.title}</a>`,
        badge(isOn ? 'good' : 'plain', isOn ? text.active : text.disabled),
        count(c, view.people),
        count(c, view.departments),
        syncCell(c, view),
        eventsCell(c, view),
      ]
    }),
  )
}
