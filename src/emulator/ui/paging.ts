// Turns: a list that is asked for by offset into the pages of the console.

export interface ListPage<T> {
  total: number
  items: T[]
  page: number
  pages: number
}

/**
 * The page that was asked for, or the nearest one. Asks once, unless there are fewer pages: to go through a million people
 * takes its time.
 */
export function pageOf<T>(
  list: (offset: number, limit: number) => { total: number; items: T[] },
  asked: string | undefined,
  perPage: number,
): ListPage<T> {
  const wanted = /^\d{1,9}$/.test(asked ?? '') ? Math.max(1, Number(asked)) : 1
  const first = list((wanted - 1) * perPage, perPage)
  const pages = Math.max(1, Math.ceil(first.total / perPage))
  if (wanted <= pages) return { ...first, page: wanted, pages }
  return { ...list((pages - 1) * perPage, perPage), page: pages, pages }
}
