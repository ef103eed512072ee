// Runs: the frame with the QR code: asks what has become of the code, shows it, and gives the page its temporary code.
import { find } from './dialog.ts'

interface Status {
  status: 'waiting' | 'scanned' | 'confirmed' | 'cancelled' | 'refused' | 'expired'
  name?: string
  avatarUrl?: string
  code?: number
  message?: string
  tmpCode?: string
}

const pauseMs = 700
/** Each missed question makes the next pause so much longer. */
const slower = 1.5
/** An emulator that misses so many questions has stopped, and has forgotten the code. */
const mostMisses = 4

const root = find('frame')

function showPicture(address: string | undefined): void {
  const picture = find('who-picture')
  picture.textContent = ''
  if (address === undefined) return
  const image = document.createElement('img')
  image.alt = ''
  image.src = address
  picture.append(image)
}

function show(state: string): void {
  root.dataset.current = state
  for (const panel of root.querySelectorAll<HTMLElement>('.panel'))
    panel.hidden = panel.dataset.state !== state
}

/** Version 1.0.3 of the script takes an object, those before the bare code. Which page this is, the platform cannot know either. */
function giveToPage(tmpCode: string): void {
  const { goto = '', message } = root.dataset
  const data = message === 'object' ? { source: 'qrcode', tmp_code: tmpCode } : tmpCode
  if (window.parent !== window) window.parent.postMessage(data, '*')
  // Opened as a page of its own, there is nobody else to go on. What was given here leaves for no other server.
  else if (new URL(goto).origin === location.origin)
    location.assign(`${goto}&tmp_code=${encodeURIComponent(tmpCode)}`)
  else show('stranded')
}

function take(status: Status): void {
  if (status.status === 'scanned') {
    find('who').textContent = status.name ?? ''
    showPicture(status.avatarUrl)
  }
  if (status.status === 'refused') {
    find('refusal').textContent = status.message ?? ''
    find('refusal-code').textContent = String(status.code ?? '')
  }
  show(status.status)
  if (status.tmpCode !== undefined) giveToPage(status.tmpCode)
}

async function ask(): Promise<Status> {
  const query = new URLSearchParams({ watch: root.dataset.watch ?? '' })
  const response = await fetch(`/_emulator/qr/status?${query}`)
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Status
}

const pause = (misses: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, pauseMs * slower ** misses))

async function watch(): Promise<void> {
  for (let misses = 0; ; await pause(misses)) {
    const status = await ask().catch(() => undefined)
    misses = status === undefined ? misses + 1 : 0
    if (misses === mostMisses) return show('unreachable')
    if (status === undefined || status.status === root.dataset.current) continue
    take(status)
    if (status.status !== 'waiting' && status.status !== 'scanned') return
  }
}

void watch()
