// Compares: two texts, to mark the part that differs.

/** Beginning and end that both texts share, and what stands between in each. */
export interface Difference {
  before: string
  one: string
  other: string
  after: string
}

export function compareTexts(one: string, other: string): Difference {
  // By code points, so that no mark cuts a character into halves.
  const [a, b] = [[...one], [...other]]
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a[start] === b[start]) start++
  let end = 0
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return {
    before: a.slice(0, start).join(''),
    one: a.slice(start, a.length - end).join(''),
    other: b.slice(start, b.length - end).join(''),
    after: a.slice(a.length - end).join(''),
  }
}
