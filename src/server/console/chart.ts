// Draws: a small bar chart as SVG, with the same numbers as a table for whoever does not see it.

import { html } from 'hono/html'
import type { AppContext } from '../context.ts'
import type { Markup } from './frame.ts'
import { count, table, time } from './parts.ts'

export interface Bar {
  /** Start of its span, epoch milliseconds. */
  at: number
  /** One value per series. */
  values: readonly number[]
}

const height = 96
const width = 640

/**
 * Bars of one or more series, stacked.
 * @param title says what is shown; stands above it
 * @param labels.total left out where the values are not to be added up
 * @param series names of the series, in the order of `values`; the n-th gets the class `series-n`
 */
export function chart(
  c: AppContext,
  title: string,
  series: readonly string[],
  bars: readonly Bar[],
  labels: { when: string; total?: string | undefined; numbers: string },
): Markup {
  const sums = bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0))
  const most = Math.max(1, ...sums)
  const step = width / Math.max(1, bars.length)
  const shapes = bars.map(({ values }, index) => {
    let top = height
    return values.map((value, of) => {
      const size = (value / most) * (height - 4)
      top -= size
      return value === 0
        ? ''
        : html`<rect class="series-${of}" x="${(index * step + step * 0.1).toFixed(2)}" y="${top.toFixed(2)}" width="${(step * 0.8).toFixed(2)}" height="${size.toFixed(2)}"></rect>`
    })
  })
  const total = sums.reduce((sum, value) => sum + value, 0)
  return html`<figure class="chart">
<figcaption>${title}${labels.total === undefined ? '' : html` <span class="secondary">${labels.total} ${count(c, total)}</span>`}</figcaption>
<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${title}">
<line class="axis" x1="0" x2="${width}" y1="${height - 0.5}" y2="${height - 0.5}"></line>
${shapes}
</svg>
<p class="scale small secondary">${bars.length === 0 ? '' : html`<span>${time(c, bars[0]?.at ?? 0)}</span><span>↑ ${count(c, Math.max(0, ...sums))}</span><span>${time(c, bars.at(-1)?.at ?? 0)}</span>`}</p>
<ul class="legend">${series.map((name, of) => html`<li><span class="swatch series-${of}" aria-hidden="true"></span>${name}</li>`)}</ul>
<details><summary>${labels.numbers}</summary>
${table(
  title,
  [labels.when, ...series],
  bars.map(({ at, values }) => [time(c, at), ...values.map((value) => count(c, value))]),
)}
</details>
</figure>`
}
