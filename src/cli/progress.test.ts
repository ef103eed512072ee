import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createProgressBar, type Screen } from './progress.ts'
import { columnsOf } from './terminal-text.ts'
import { testReport } from './test-report.ts'

// The bar draws by a timer of the library; here it is moved by hand.
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A terminal that understands as much as the bar may ask of it, and fails at the rest. */
function createScreen(columns: number | undefined): Screen & { readonly lines: string[] } {
  // A cell for each column; the right half of a Chinese character is ''.
  let rows: string[][] = [[]]
  let at = 0
  const put = (letter: string) => {
    const cells = columnsOf(letter) === 2 ? [letter, ''] : [letter]
    if (at + cells.length > (columns ?? 80)) throw new Error('The line breaks.')
    rows.at(-1)?.splice(at, cells.length, ...cells)
    at += cells.length
  }
  const clear = (from: number) => {
    rows = [...rows.slice(0, -1), (rows.at(-1) ?? []).slice(0, from)]
  }
  const obey: Record<string, () => void> = {
    '\r': () => {
      at = 0
    },
    '\n': () => {
      rows.push([])
      at = 0
    },
    '\u001b[K': () => clear(at),
    '\u001b[2K': () => clear(0),
  }
  return {
    columns,
    get lines() {
      return rows.map((cells) => cells.join(''))
    },
    write(text) {
      for (const [piece] of text.matchAll(/\p{Cc}(?:\[[\d;?]*[A-Za-z])?|[^\p{Cc}]/gu)) {
        if (!/^\p{Cc}/u.test(piece)) put(piece)
        else if (obey[piece] === undefined) throw new Error(`It is asked for ${JSON.stringify(piece)}.`)
        else obey[piece]()
      }
    },
  }
}

const report = (calls: number, pending: number) =>
  testReport({
    state: 'running',
    calls,
    people: { read: calls * 14, created: 0, updated: 0, restored: 0, removed: 0 },
    departments: { read: calls, created: 0, updated: 0, restored: 0, removed: 0 },
    pending: { departments: pending, calls: pending },
  })

function start(columns: number | undefined, language: 'en' | 'zh' = 'en') {
  const screen = createScreen(columns)
  const bar = createProgressBar({ screen, language, clock: Date.now })
  return { screen, bar }
}

test('the bar grows on one line, and is gone at the end', () => {
  const { screen, bar } = start(100)
  expect(screen.lines).toEqual([`[${'-'.repeat(30)}]   0%  0 people  0 departments  0 calls`])
  bar.show(report(100, 900))
  vi.advanceTimersByTime(100)
  expect(screen.lines).toEqual([`[===${'-'.repeat(27)}]  10%  1,400 people  100 departments  100 calls`])
  for (let second = 1; second <= 10; second++) {
    bar.show(report(100 + second * 20, 900 - second * 20))
    vi.advanceTimersByTime(1000)
  }
  expect(screen.lines).toEqual([
    '[=========---------------------]  30%  4,200 people  300 departments  300 calls  18/s  39 s left',
  ])
  bar.stop()
  expect(screen.lines).toEqual([''])
  expect(vi.getTimerCount()).toBe(0)
})

test('while the run waits, the rate falls and the time left grows', () => {
  const { screen, bar } = start(120)
  bar.show(report(1, 999))
  vi.advanceTimersByTime(1000)
  bar.show(report(501, 499))
  vi.advanceTimersByTime(9000)
  const before = screen.lines.at(-1)
  vi.advanceTimersByTime(40_000)
  expect([before, screen.lines.at(-1)]).toEqual([
    expect.stringMatching(/45\/s {2}11 s left/),
    expect.stringMatching(/9\.8\/s {2}51 s left/),
  ])
  vi.advanceTimersByTime(60_000)
  expect(screen.lines.at(-1)).toMatch(/ {2}0\.0\/s$/)
  bar.stop()
})

test('bursts at the limit of the platform never look faster than the limit', () => {
  const { screen, bar } = start(120)
  const shown: number[] = []
  bar.show(report(1, 5000))
  for (let tick = 1; tick <= 200; tick++) {
    vi.advanceTimersByTime(100)
    // 50 at each full second, answered within 200 ms.
    const full = Math.floor(tick / 10) + 1
    bar.show(report(full * 50 - (tick % 10 === 0 ? 25 : 0), 5000))
    const [, rate] = / ([\d.]+)\/s/.exec(screen.lines.at(-1) ?? '') ?? []
    if (rate !== undefined) shown.push(Number(rate))
  }
  expect(Math.max(...shown)).toBeLessThanOrEqual(50)
  expect(shown.at(-1)).toBeGreaterThan(44)
  bar.stop()
})

test('a continued run is not faster than it is: what was there before does not count', () => {
  const { screen, bar } = start(120)
  bar.show(report(5000, 1000))
  vi.advanceTimersByTime(1000)
  bar.show(report(5010, 990))
  vi.advanceTimersByTime(1000)
  expect(screen.lines.at(-1)).toMatch(/ {2}\d\.\d\/s/)
  bar.stop()
})

test.each([1, 5, 20, 33, 79, undefined])('on a terminal of %s columns nothing breaks', (columns) => {
  const { screen, bar } = start(columns, 'zh')
  bar.show(report(123_456, 234_567))
  vi.advanceTimersByTime(5000)
  expect(screen.lines).toHaveLength(1)
  bar.stop()
})

test('a line above the bar stays, and the bar goes on below', () => {
  const { screen, bar } = start(100)
  bar.show(report(10, 10))
  vi.advanceTimersByTime(100)
  bar.print('larkspur: Stopping')
  vi.advanceTimersByTime(100)
  expect(screen.lines).toEqual(['larkspur: Stopping', expect.stringMatching(/^\[={15}-{15}\] {2}50%/)])
  bar.stop()
  expect(screen.lines).toEqual(['larkspur: Stopping', ''])
})

test('a second Ctrl-C leaves a terminal that works: nothing was switched off', () => {
  // createScreen throws at every sequence beyond clearing a line.
  const { screen, bar } = start(60)
  bar.show(report(1, 1))
  vi.advanceTimersByTime(1000)
  expect(screen.lines.join('')).toContain('50%')
  bar.stop()
})
