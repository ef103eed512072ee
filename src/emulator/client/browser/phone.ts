// Keeps: the simulated phone's screen up to date, without taking a button away from under the pointer or the focus.
import { find } from './dialog.ts'

const pauseMs = 1_000

/** The screen alone: who is found for the rest of the page does not change. */
function screenAddress(): string {
  const query = new URLSearchParams(location.search)
  query.delete('search')
  return `/_emulator/phone/screen?${query}`
}

let pressed = false
document.addEventListener('pointerdown', () => {
  pressed = true
})
for (const end of ['pointerup', 'pointercancel']) {
  document.addEventListener(end, () => {
    pressed = false
  })
}

const clocks = (screen: Element): Element[] => [...screen.querySelectorAll('.left')]

/** The screen without the time that is left: what differs then is worth drawing anew. */
function outline(screen: Element): string {
  const copy = screen.cloneNode(true) as Element
  for (const clock of clocks(copy)) clock.textContent = ''
  return copy.innerHTML
}

function update(screen: HTMLElement, fresh: HTMLElement): void {
  if (outline(screen) === outline(fresh)) {
    const times = clocks(fresh)
    clocks(screen).forEach((clock, at) => {
      clock.textContent = times[at]?.textContent ?? ''
    })
    return
  }
  if (pressed) return
  const focused = screen.contains(document.activeElement) ? document.activeElement?.id : undefined
  screen.innerHTML = fresh.innerHTML
  if (focused === undefined) return
  const again = document.getElementById(focused)
  ;(again ?? screen).focus()
}

async function look(): Promise<void> {
  const response = await fetch(screenAddress())
  if (!response.ok) return
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const fresh = page.getElementById('phone-screen')
  if (fresh !== null) update(find('phone-screen'), fresh)
  const news = page.getElementById('phone-news')?.textContent ?? ''
  // Told to screen readers, so only when it differs.
  if (find('phone-news').textContent !== news) find('phone-news').textContent = news
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pauseMs))

/** A page that nobody sees asks nothing. */
const visible = (): Promise<void> =>
  new Promise((resolve) => {
    if (!document.hidden) resolve()
    else document.addEventListener('visibilitychange', () => resolve(), { once: true })
  })

async function keep(): Promise<void> {
  for (;;) {
    await pause()
    await visible()
    await look().catch(() => undefined)
  }
}

void keep()
