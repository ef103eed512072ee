// Shows: each call over the bridge with its parameters and its answer, and why it was refused.
import { compareTexts } from './difference.ts'
import type { CallMessage, Explanation, Turn } from './messages.ts'

export interface LogEntry {
  finish(answer: Turn): void
  fail(reason: string): void
}

type LoggedCall = Pick<CallMessage, 'api' | 'params' | 'pageUrl'>

/** Words of the page's language: single ones, and those of the explanations. */
export interface LogWords {
  text(name: string): string
  reason(name: string): string
  variant(name: string): string
}

/** The log of the client page. */
export function createLog({ text, reason, variant }: LogWords): {
  add(message: LoggedCall): LogEntry
  clear(): void
} {
  const list = (): HTMLElement => document.getElementById('bridge-log') as HTMLElement
  const empty = (): HTMLElement => document.getElementById('bridge-empty') as HTMLElement

  const difference = ({ input, variant: name, signed, expected }: Differing): HTMLElement => {
    const block = element('div', 'difference')
    const { before, one, other, after } = compareTexts(signed, expected)
    block.append(
      element('code', 'input', input),
      element('p', 'hint', variant(name)),
      labelled(text('signed'), marked(before, one, after)),
      labelled(text('verified'), marked(before, other, after)),
    )
    return block
  }

  const explain = ({ reason: name, differences = [], facts = [] }: Explanation): HTMLElement => {
    const block = element('div', 'why')
    block.append(element('span', 'call-label', text('why')), element('p', 'why-text', reason(name)))
    block.append(...differences.map(difference))
    if (facts.length > 0) {
      const items = element('ul', 'why-facts')
      items.append(...facts.map((fact) => wrapped('li', element('code', '', fact))))
      block.append(items)
    }
    return block
  }

  const add = (message: LoggedCall): LogEntry => {
    const state = element('span', 'state', text('waiting'))
    const answerText = element('pre', '', '')
    const item = element('li', 'call')
    const head = element('div', 'call-head')
    head.append(element('code', 'api', message.api), state)
    item.append(head, labelled(text('params'), element('pre', '', show(message.params))))
    const answerBlock = labelled(text('answer'), answerText)
    answerBlock.hidden = true
    item.append(answerBlock)
    list().append(item)
    empty().hidden = true
    const end = (kind: 'ok' | 'fail' | 'hang', words: string, body: string): void => {
      item.dataset.state = kind
      state.textContent = words
      answerText.textContent = body
      answerBlock.hidden = body === ''
    }
    return {
      finish: (answer) => {
        if (answer.ok === 'hang') end('hang', text('hangs'), '')
        else if (answer.ok === true) end('ok', text('succeeded'), show(answer.result))
        else if (answer.ok === false) {
          end('fail', text('failed'), show(answer.error))
          // First, because it is what the developer looks for.
          if (answer.explanation) head.after(explain(answer.explanation))
        }
      },
      fail: (problem) => end('fail', text('failed'), problem),
    }
  }

  const clear = (): void => {
    list().replaceChildren()
    empty().hidden = false
  }
  return { add, clear }
}

type Differing = NonNullable<Explanation['differences']>[number]

/** Only `textContent` is ever set: what a page sends stays text. */
function element(tag: string, className: string, content?: string): HTMLElement {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (content !== undefined) made.textContent = content
  return made
}

function wrapped(tag: string, body: HTMLElement): HTMLElement {
  const made = element(tag, '')
  made.append(body)
  return made
}

/** A text with its differing part marked; one that is missing shows where it should be. */
function marked(before: string, part: string, after: string): HTMLElement {
  const body = element('code', 'compared')
  body.append(before, part === '' ? element('span', 'gap', '∅') : element('mark', '', part), after)
  return body
}

function labelled(label: string, body: HTMLElement): HTMLElement {
  const block = element('div', 'call-part')
  block.append(element('span', 'call-label', label), body)
  return block
}

const show = (value: unknown): string => JSON.stringify(value, null, 2)
