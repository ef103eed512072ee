// Draws: what the client shows over the page: sheets that ask the person, toasts, and the window the page closed.
import { askContacts } from './contacts.ts'
import { askInDialog, find } from './dialog.ts'
import type { Question, Reply } from './messages.ts'

let queue: Promise<unknown> = Promise.resolve()

/** One sheet at a time. */
function inTurn<T>(ask: () => Promise<T>): Promise<T> {
  const answer = queue.then(ask)
  queue = answer.catch(() => undefined)
  return answer
}

/** Asks the person for these scopes. */
export const askConsent = (scopes: string[]): Promise<boolean> =>
  inTurn(async () => {
    find('sheet-scopes').replaceChildren(
      ...scopes.map((scope) => {
        const item = document.createElement('li')
        item.textContent = scope
        return item
      }),
    )
    return (await askInDialog('sheet')) === 'accept'
  })

/** Asks what a call of the page needs the person for. */
export const askPerson = (question: Question): Promise<Reply> =>
  inTurn(() => {
    if (question.kind === 'modal') return askModal(question)
    return question.kind === 'scan' ? askScan() : askContacts(question)
  })

async function askModal(question: Extract<Question, { kind: 'modal' }>): Promise<Reply> {
  const label = (id: string, text: string): void => {
    const button = find(id)
    button.dataset.usual ??= button.textContent ?? ''
    button.textContent = text || button.dataset.usual
  }
  find('modal-title').textContent = question.title
  find('modal-content').textContent = question.content
  label('modal-accept', question.confirmText)
  label('modal-refuse', question.cancelText)
  find('modal-refuse').hidden = !question.cancellable
  const answer = await askInDialog('modal', { cancellable: question.cancellable })
  return answer === 'accept' ? 'confirm' : 'cancel'
}

async function askScan(): Promise<Reply> {
  const input = find<HTMLInputElement>('scan-text')
  input.value = ''
  const answer = await askInDialog('scan', { focus: input })
  return answer === 'accept' ? { text: input.value } : 'cancel'
}

const icons: Record<string, string> = {
  success: '✓',
  loading: '…',
  error: '✕',
  info: 'i',
  warning: '!',
  none: '',
}
let hide: ReturnType<typeof setTimeout> | undefined

/** `tt.showToast`: 1.5 seconds unless the page says otherwise. */
export function showToast(params: Record<string, unknown>): void {
  const toast = find('toast')
  const icon = icons[typeof params.icon === 'string' ? params.icon : 'success'] ?? ''
  toast.textContent = `${icon} ${String(params.title ?? '')}`.trim()
  toast.hidden = false
  clearTimeout(hide)
  const duration = typeof params.duration === 'number' ? params.duration : 1500
  hide = setTimeout(() => {
    toast.hidden = true
  }, duration)
}

/** `tt.closeWindow`: the page is gone until the person opens it again. */
export function showClosed(): void {
  find('app').remove()
  find('closed').hidden = false
}
