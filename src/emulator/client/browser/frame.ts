// Runs: the frame of the simulated client: answers the page's calls, asks the person, shows toasts and the bridge log.
import { find } from './dialog.ts'
import { createLog, type LogEntry } from './log.ts'
import {
  type Answer,
  type CallMessage,
  type PageMessage,
  type PersonMessage,
  type PersonQuestion,
  personQuestion,
  type Reply,
  type Turn,
} from './messages.ts'
import { isSameServer } from './same-server.ts'
import { askConsent, askPerson, showClosed, showToast } from './sheet.ts'

interface Profile {
  openId: string
  outcome: 'accept' | 'refuse' | 'hang'
  [key: string]: unknown
}

interface Words {
  reasons: Record<string, string>
  variants: Record<string, string>
}

// The elements exist by the time a message arrives; this script runs before the frame is in the document.
const root = (): HTMLElement => find('client')
const appFrame = (): HTMLIFrameElement | null => document.querySelector<HTMLIFrameElement>('#app')
const profile = (): Profile => JSON.parse(root().dataset.profile ?? '{}') as Profile
const text = (name: string): string => root().dataset[name] ?? ''
const words = (): Words => JSON.parse(root().dataset.words ?? '{}') as Words

/** A new window of the client each time this page opens: nothing that was authenticated before counts in it. */
const container = crypto.randomUUID()

async function callClient(message: CallMessage, chosen: Profile, reply?: Reply): Promise<Turn> {
  const { api, params, pageUrl, ready } = message
  const response = await fetch('/_emulator/client/call', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ api, params, pageUrl, ready, container, profile: chosen, reply }),
  })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Turn
}

async function answerCall(message: CallMessage): Promise<Turn> {
  const chosen = profile()
  const scopes = Array.isArray(message.params.scopeList) ? message.params.scopeList.map(String) : []
  const asksThePerson = message.api === 'requestAccess' && scopes.length > 0 && chosen.outcome === 'accept'
  // An old client does not know the call, so it shows no sheet either.
  if (asksThePerson && chosen.generation === 'current' && !(await askConsent(scopes))) {
    chosen.outcome = 'refuse'
  }
  const turn = await callClient(message, chosen)
  if (turn.ok === 'ask') {
    const reply = chosen.outcome === 'refuse' ? 'cancel' : await askPerson(turn.question)
    return callClient(message, chosen, reply)
  }
  if (turn.ok === true && message.api === 'showToast') showToast(message.params)
  if (turn.ok === true && message.api === 'closeWindow') showClosed()
  return turn
}

/** The explanation is for the log: a page in the real client gets none. */
function forPage(turn: Turn): Answer {
  if (turn.ok === false) return { ok: false, error: turn.error }
  return turn.ok === 'ask' ? { ok: 'hang' } : turn
}

const log = createLog({
  text,
  reason: (name) => words().reasons[name] ?? name,
  variant: (name) => words().variants[name] ?? name,
})

function isCall(data: unknown): data is CallMessage {
  const message = data as Partial<CallMessage> | null
  return (
    message?.type === 'larkspur-client-call' &&
    typeof message.id === 'number' &&
    typeof message.api === 'string' &&
    typeof message.pageUrl === 'string' &&
    typeof message.ready === 'boolean' &&
    typeof message.params === 'object' &&
    message.params !== null
  )
}

/** A page may speak only for its own origin. */
function speaksForItself(event: MessageEvent, pageUrl: string): boolean {
  return URL.canParse(pageUrl) && new URL(pageUrl).origin === event.origin
}

const showAddress = (pageUrl: string): void => {
  find<HTMLInputElement>('address').value = pageUrl
}

async function serve(message: CallMessage, entry: LogEntry, page: Window, origin: string): Promise<void> {
  const turn = await answerCall(message)
  entry.finish(turn)
  page.postMessage({ type: 'larkspur-client-answer', id: message.id, answer: forPage(turn) }, origin)
}

/** Tells an authorize page of this emulator, and no other page, who is logged in. A client that hangs tells nothing. */
function tellPerson(event: MessageEvent, pageUrl: string): void {
  if (!isSameServer(event.origin, window.location.origin) || !speaksForItself(event, pageUrl)) return
  const { openId, outcome } = profile()
  const entry = log.add({ api: new URL(pageUrl).pathname, params: {}, pageUrl })
  if (outcome === 'hang') {
    entry.finish({ ok: 'hang' })
    return
  }
  const message: PersonMessage = { type: 'larkspur-client-person', person: { openId, outcome } }
  ;(event.source as Window).postMessage(message, event.origin)
  entry.finish({ ok: true, result: { outcome } })
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const page = event.source as Window | null
  if (page === null || page !== appFrame()?.contentWindow) return
  const data = event.data as Partial<PageMessage | PersonQuestion> | null
  if (data?.type === personQuestion) return tellPerson(event, `${data.pageUrl}`)
  if (data?.type === 'larkspur-client-page' && typeof data.pageUrl === 'string') {
    if (speaksForItself(event, data.pageUrl)) showAddress(data.pageUrl)
    return
  }
  if (!isCall(event.data) || !speaksForItself(event, event.data.pageUrl)) return
  const message = event.data
  showAddress(message.pageUrl)
  const entry = log.add(message)
  serve(message, entry, page, event.origin).catch((error: unknown) => entry.fail(String(error)))
})

document.addEventListener('DOMContentLoaded', () => {
  find('reload').addEventListener('click', () => window.location.reload())
  find('clear-log').addEventListener('click', () => log.clear())
  const settings = find<HTMLFormElement>('settings')
  settings.addEventListener('change', () => settings.requestSubmit())
})
