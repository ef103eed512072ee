// Runs: the page /jsapi, on which a person tries the client's calls and sees what each answers.

import { createClient } from './client.ts'
import { ClientError } from './error.ts'
import { jsApiList, samples } from './samples.ts'
import { textsFor, wordsFor } from './texts.ts'

// The page loads the JSSDK by itself.
const client = createClient({ jssdkUrl: '' })
const words = textsFor(document.documentElement.lang)

const find = <T extends HTMLElement>(selector: string): T => {
  const element = document.querySelector<T>(selector)
  if (element === null) throw new Error(`the page has no ${selector}`)
  return element
}
const main = find('main[data-view=jsapi]')
const state = find('[data-part=state]')
const form = find<HTMLFormElement>('form')
const choice = find<HTMLSelectElement>('select')
const input = find<HTMLTextAreaElement>('textarea')
const problem = find('[role=alert]')
const list = find<HTMLOListElement>('ol')

const show = (value: unknown): string => JSON.stringify(value, null, 2)

/** Only text is ever set: what the client answers stays text. */
function element(tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag)
  made.textContent = text
  if (className !== '') made.className = className
  return made
}

/** What is worth seeing of a failure; Error fields do not show in JSON by themselves. */
function failureOf(error: unknown): object {
  if (!(error instanceof ClientError)) return { message: String(error) }
  const { code, errno, errCode, errString, hint } = error
  return { code, errno, errCode, errString, ...(hint === '' ? {} : { message: error.message, hint }) }
}

async function prepare(): Promise<void> {
  const where = await client.environment()
  main.dataset.environment = where
  find('[data-part=outside]').hidden = where !== 'browser'
  if (where === 'browser') {
    state.textContent = ''
    return
  }
  state.textContent = words.configuring
  try {
    await client.configureJsapi({ jsApiList })
    state.textContent = words.configured
  } catch (error) {
    state.textContent = `${words.notConfigured} ${wordsFor(words, error)}`
  }
  main.dataset.configured = 'done'
}

function readParams(): object | undefined {
  try {
    const value: unknown = JSON.parse(input.value)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Said below, as for every other text that is not an object.
  }
  return undefined
}

async function callNow(name: string, params: object): Promise<void> {
  const item = element('li', '')
  const head = element('p', '', 'call')
  const mark = element('span', words.waiting, 'mark')
  const answer = element('pre', '')
  head.append(element('code', `tt.${name}`), mark)
  // Scrolls sideways on a small screen, so the keyboard must reach it.
  answer.tabIndex = 0
  answer.hidden = true
  item.append(head, element('pre', show(params)), answer)
  list.prepend(item)
  try {
    answer.textContent = show(await client.call(name, params))
    mark.textContent = words.succeeded
    item.dataset.state = 'ok'
  } catch (error) {
    answer.textContent = show(failureOf(error))
    mark.textContent = words.failed
    item.dataset.state = 'failed'
  }
  answer.hidden = false
}

// Not replaceChildren: web views of older clients (Chrome 75) lack it.
choice.textContent = ''
choice.append(...Object.keys(samples).map((name) => new Option(name, name)))
const suggest = () => {
  input.value = show(samples[choice.value as keyof typeof samples])
  problem.textContent = ''
  input.removeAttribute('aria-invalid')
}
choice.addEventListener('change', suggest)
suggest()

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const params = readParams()
  problem.textContent = params === undefined ? words.notAnObject : ''
  input.setAttribute('aria-invalid', String(params === undefined))
  if (params === undefined) input.focus()
  else void callNow(choice.value, params)
})

void prepare()
