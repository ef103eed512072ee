// Follows: a run that is under way, by the events that the server sends.

interface ProgressView {
  share: number | null
  shown: Record<string, string>
  spoken: string
}

/** A screen reader is told of it not more often. */
const spokenEveryMs = 10_000

/** As the server says to whom it refuses. */
const askAgainMs = 10_000

function show(root: ParentNode, { share, shown }: ProgressView): void {
  for (const place of root.querySelectorAll<HTMLElement>('[data-live]')) {
    const words = shown[place.dataset.live ?? '']
    if (words !== undefined && place.textContent !== words) place.textContent = words
  }
  const bar = root.querySelector<HTMLProgressElement>('[data-live-share]')
  if (share === null) bar?.removeAttribute('value')
  else if (bar !== null) bar.value = share
}

/** The same page again, now that the run has ended; what has the focus goes, so it moves to the content. */
async function showEnd(shown: () => void): Promise<void> {
  const response = await fetch(location.pathname, { headers: { accept: 'text/html' } })
  const next = new DOMParser()
    .parseFromString(await response.text(), 'text/html')
    .querySelector('main[data-section="sync"]')
  const main = document.querySelector('main')
  if (!response.ok || next === null || main === null) throw new TypeError('no page of the console')
  const hadFocus = main.contains(document.activeElement)
  main.replaceChildren(...next.childNodes)
  shown()
  if (hadFocus) main.focus()
}

/**
 * Sections with `data-follow` (an address of events) are kept true until the run ends; then its report comes.
 * @param shown works on the content that is new
 */
export function followRuns(shown: () => void): void {
  const section = document.querySelector<HTMLElement>('[data-follow]')
  if (section === null) return
  const spoken = section.querySelector<HTMLElement>('[data-spoken]')
  const lost = section.querySelector<HTMLElement>('[data-lost]')
  for (const one of section.querySelectorAll('[data-only-without-script]')) one.remove()
  let spokenAt = 0
  const progressed = ({ data, timeStamp }: MessageEvent<string>) => {
    const view: ProgressView = JSON.parse(data)
    if (lost !== null) lost.hidden = true
    show(document, view)
    if (spoken === null || (spokenAt !== 0 && timeStamp - spokenAt < spokenEveryMs)) return
    spokenAt = timeStamp
    spoken.textContent = view.spoken
  }
  let source: EventSource | undefined
  let hasEnded = false
  let later = 0
  function close(): void {
    clearTimeout(later)
    source?.close()
    source = undefined
  }
  /** A browser opens six connections to a host: pages that nobody sees hold none. */
  function follow(): void {
    close()
    if (hasEnded || document.visibilityState === 'hidden') return
    const own = new EventSource(section?.dataset.follow ?? '')
    source = own
    own.addEventListener('progress', progressed)
    own.addEventListener('end', () => {
      hasEnded = true
      close()
      showEnd(shown).catch(() => location.reload())
    })
    own.addEventListener('error', () => {
      // It comes back by itself, unless it was refused, such as when many pages are open; then it asks again.
      const isRefused = own.readyState === EventSource.CLOSED
      if (lost !== null) lost.hidden = !isRefused
      if (isRefused && own === source) later = window.setTimeout(follow, askAgainMs)
    })
  }
  document.addEventListener('visibilitychange', follow)
  follow()
}
