// Answers: a list as CSV, page by page, so that it is never in memory as a whole.

import type { Listed, LogPage } from '../../../audit/index.ts'
import type { AppContext } from '../../context.ts'
import { csvLine, csvStart } from '../csv.ts'

type Row = readonly (string | number | boolean | null)[]

/** An export ends here; a narrower filter brings the rest. */
export const mostRows = 100_000
const rowsAtOnce = 500

/**
 * Reads the first page before it answers, so that a list which cannot be read is an error like any other.
 * @param name of the file, without `.csv`
 */
export async function csvAnswer<T>(
  c: AppContext,
  name: string,
  columns: readonly string[],
  read: (page: LogPage) => Promise<Listed<T>>,
  toRow: (item: T) => Row,
): Promise<Response> {
  const encoder = new TextEncoder()
  let page: Listed<T> | undefined = await read({ limit: rowsAtOnce })
  let rows = 0
  async function readOn(cursor: string): Promise<Listed<T>> {
    try {
      return await read({ cursor, limit: Math.min(rowsAtOnce, mostRows - rows) })
    } catch (error) {
      // The answer has begun: the reader sees a download that broke off.
      c.get('services').logger.error({ error, requestId: c.get('requestId') }, 'export broken off')
      throw error
    }
  }
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(csvStart + csvLine(columns))),
    async pull(controller) {
      if (page === undefined) return controller.close()
      const { items, next }: Listed<T> = page
      rows += items.length
      page = undefined
      // Whoever reads slowly is not read ahead of: the next page is asked for when this one is gone.
      if (items.length > 0)
        controller.enqueue(encoder.encode(items.map((item) => csvLine(toRow(item))).join('')))
      if (next !== null && rows < mostRows) {
        page = await readOn(next)
      } else if (items.length === 0) controller.close()
    },
  })
  return c.body(body, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name}.csv"`,
  })
}

/** As spreadsheets read it: in UTC, without a letter that they do not know. */
export const csvTime = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ')
