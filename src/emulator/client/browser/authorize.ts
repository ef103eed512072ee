// Goes on: as the person who is logged in to the client around an authorize page. Outside a client it does nothing.
import { readMarker, targetOrigin } from './marker.ts'
import { type Person, type PersonMessage, personQuestion } from './messages.ts'

/** Who is logged in; never settles when the client does not answer. Undefined outside a client. */
function askClient(): Promise<Person | undefined> | undefined {
  return askBinding() ?? askFrame()
}

function askBinding(): Promise<Person | undefined> | undefined {
  const binding = window.__larkspurClient__
  if (typeof binding !== 'function') return undefined
  return binding(JSON.stringify({ api: personQuestion, params: {}, ready: true })).then((answer) =>
    answer.ok === true ? (answer.result as unknown as Person) : undefined,
  )
}

function askFrame(): Promise<Person | undefined> | undefined {
  const marker = readMarker()
  if (marker === undefined || window.parent === window) return undefined
  const target = targetOrigin(new URL(location.href), marker)
  if (target === undefined) return undefined
  const frame = window.parent
  return new Promise((resolve) => {
    window.addEventListener('message', (event: MessageEvent<Partial<PersonMessage> | null>) => {
      if (event.source !== frame || event.origin !== target) return
      if (event.data?.type === 'larkspur-client-person') resolve(event.data.person)
    })
    frame.postMessage({ type: personQuestion, pageUrl: location.href }, target)
  })
}

function addField(form: HTMLFormElement, name: string, value: string): void {
  const field = document.createElement('input')
  field.type = 'hidden'
  field.name = name
  field.value = value
  form.append(field)
}

function goOnAs({ openId, outcome }: Person): void {
  const form = document.querySelector<HTMLFormElement>('form#in-client')
  if (form === null) return
  addField(form, 'open_id', openId)
  addField(form, 'inside_client', '1')
  if (outcome === 'refuse') addField(form, 'decision', 'deny')
  form.submit()
}

const documentIsRead = new Promise<void>((resolve) => {
  document.addEventListener('DOMContentLoaded', () => resolve())
})

const asked = askClient()
if (asked !== undefined) {
  // Nobody has to choose, so the list of people does not flash by. A client that is silent leaves the page as it is.
  const root = document.documentElement
  const show = () => root.classList.remove('inside-client')
  root.classList.add('inside-client')
  setTimeout(show, 3_000)
  Promise.all([asked, documentIsRead]).then(([person]) => {
    if (person === undefined) show()
    else goOnAs(person)
  }, show)
}
