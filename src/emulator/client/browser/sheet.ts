// Draws: what the client shows over the page: the consent sheet, toasts, and the window the page closed.

const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T

let queue: Promise<unknown> = Promise.resolve()

/** Asks the person for these scopes; one sheet at a time. */
export function askConsent(scopes: string[]): Promise<boolean> {
  const answer = queue.then(() => openSheet(scopes))
  queue = answer
  return answer
}

function openSheet(scopes: string[]): Promise<boolean> {
  const sheet = find<HTMLDialogElement>('sheet')
  find('sheet-scopes').replaceChildren(
    ...scopes.map((scope) => {
      const item = document.createElement('li')
      item.textContent = scope
      return item
    }),
  )
  sheet.show()
  find('sheet-accept').focus()
  return new Promise((resolve) => {
    const decide = (accepted: boolean) => () => {
      stop.abort()
      sheet.close()
      resolve(accepted)
    }
    const stop = new AbortController()
    const { signal } = stop
    find('sheet-accept').addEventListener('click', decide(true), { signal })
    find('sheet-refuse').addEventListener('click', decide(false), { signal })
    sheet.addEventListener('keydown', (event) => event.key === 'Escape' && decide(false)(), { signal })
  })
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
