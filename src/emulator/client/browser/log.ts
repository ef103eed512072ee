// Shows: each call over the bridge with its parameters and its answer.
import type { Answer, CallMessage } from './messages.ts'

export interface LogEntry {
  finish(answer: Answer): void
  fail(reason: string): void
}

/** The log of the client page; `text` gives its words in the language of the page. */
export function createLog(text: (name: string) => string): {
  add(message: CallMessage): LogEntry
  clear(): void
} {
  const list = (): HTMLElement => document.getElementById('bridge-log') as HTMLElement
  const empty = (): HTMLElement => document.getElementById('bridge-empty') as HTMLElement

  const add = (message: CallMessage): LogEntry => {
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
        else if (answer.ok) end('ok', text('succeeded'), show(answer.result))
        else end('fail', text('failed'), show(answer.error))
      },
      fail: (reason) => end('fail', text('failed'), reason),
    }
  }

  const clear = (): void => {
    list().replaceChildren()
    empty().hidden = false
  }
  return { add, clear }
}

/** Only `textContent` is ever set: what a page sends stays text. */
function element(tag: string, className: string, content?: string): HTMLElement {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (content !== undefined) made.textContent = content
  return made
}

function labelled(label: string, body: HTMLElement): HTMLElement {
  const block = element('div', 'call-part')
  block.append(element('span', 'call-label', label), body)
  return block
}

const show = (value: unknown): string => JSON.stringify(value, null, 2)
