// Runs: the frame of the simulated client: answers the page's calls, asks the person, shows toasts and the bridge log.
import { createLog } from './log.ts'
import type { Answer, CallMessage, PageMessage } from './messages.ts'
import { askConsent, showClosed, showToast } from './sheet.ts'

interface Profile {
  outcome: 'accept' | 'refuse' | 'hang'
  [key: string]: unknown
}

/** The elements exist by the time a message arrives; this script runs before the frame is in the document. */
const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T
const root = (): HTMLElement => find('client')
const appFrame = (): HTMLIFrameElement | null => document.querySelector<HTMLIFrameElement>('#app')
const profile = (): Profile => JSON.parse(root().dataset.profile ?? '{}') as Profile
const text = (name: string): string => root().dataset[name] ?? ''

async function callClient(message: CallMessage, chosen: Profile): Promise<Answer> {
  const response = await fetch('/_emulator/client/call', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      api: message.api,
      params: message.params,
      pageUrl: message.pageUrl,
      profile: chosen,
    }),
  })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Answer
}

async function answerCall(message: CallMessage): Promise<Answer> {
  const chosen = profile()
  const scopes = Array.isArray(message.params.scopeList) ? message.params.scopeList.map(String) : []
  const asksThePerson = message.api === 'requestAccess' && scopes.length > 0 && chosen.outcome === 'accept'
  // An old client does not know the call, so it shows no sheet either.
  if (asksThePerson && chosen.generation === 'current' && !(await askConsent(scopes))) {
    chosen.outcome = 'refuse'
  }
  const answer = await callClient(message, chosen)
  if (answer.ok === true && message.api === 'showToast') showToast(message.params)
  if (answer.ok === true && message.api === 'closeWindow') showClosed()
  return answer
}

const log = createLog(text)

function isCall(data: unknown): data is CallMessage {
  const message = data as Partial<CallMessage> | null
  return (
    message?.type === 'larkspur-client-call' &&
    typeof message.id === 'number' &&
    typeof message.api === 'string' &&
    typeof message.pageUrl === 'string' &&
    typeof message.params === 'object' &&
    message.params !== null
  )
}

/** A page may speak only for its own origin. */
function speaksForItself(event: MessageEvent, pageUrl: string): boolean {
  return URL.canParse(pageUrl) && new URL(pageUrl).origin === event.origin
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const page = event.source as Window | null
  if (page === null || page !== appFrame()?.contentWindow) return
  const data = event.data as Partial<PageMessage> | null
  if (data?.type === 'larkspur-client-page' && typeof data.pageUrl === 'string') {
    if (speaksForItself(event, data.pageUrl)) find<HTMLInputElement>('address').value = data.pageUrl
    return
  }
  if (!isCall(event.data) || !speaksForItself(event, event.data.pageUrl)) return
  const message = event.data
  const entry = log.add(message)
  answerCall(message).then(
    (answer) => {
      entry.finish(answer)
      page.postMessage({ type: 'larkspur-client-answer', id: message.id, answer }, event.origin)
    },
    (error: unknown) => entry.fail(String(error)),
  )
})

document.addEventListener('DOMContentLoaded', () => {
  find('reload').addEventListener('click', () => window.location.reload())
  find('clear-log').addEventListener('click', () => log.clear())
  const settings = find<HTMLFormElement>('settings')
  settings.addEventListener('change', () => settings.requestSubmit())
})
