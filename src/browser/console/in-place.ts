// Sends: a form without leaving the page, so that what was typed into its secret fields stays.

/** The page's content, and nothing when this is no page of the console, such as that of an error. */
function contentOf(text: string): HTMLElement | null {
  return new DOMParser().parseFromString(text, 'text/html').querySelector<HTMLElement>('main[data-section]')
}

function secretsIn(root: ParentNode): HTMLInputElement[] {
  return [...root.querySelectorAll<HTMLInputElement>('input[type="password"]')]
}

/** With the pressed button, which must not be disabled yet: else it would be left out. */
function fieldsOf(form: HTMLFormElement, button: HTMLButtonElement): URLSearchParams {
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form, button))
    if (typeof value === 'string') body.append(name, value)
  return body
}

async function send(form: HTMLFormElement, body: URLSearchParams, shown: () => void): Promise<void> {
  const response = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } })
  const next = contentOf(await response.text())
  const main = document.querySelector('main')
  if (next === null || main === null) throw new TypeError('no page of the console')
  const kept = new Map(secretsIn(form).map(({ id, value }) => [id, value]))
  main.replaceChildren(...next.childNodes)
  for (const field of secretsIn(main)) field.value = kept.get(field.id) ?? ''
  for (const one of main.querySelectorAll('[data-only-without-script]')) one.remove()
  shown()
  const first = main.querySelector<HTMLElement>('#diagnosis, [aria-invalid="true"]')
  first?.focus()
  first?.scrollIntoView({ block: 'nearest' })
}

/**
 * Forms that are sent by a button with `data-in-place` show the answer here.
 * @param shown works on the content that is new
 */
export function sendInPlace(shown: () => void): void {
  document.addEventListener('submit', (event) => {
    const { submitter: button, target: form } = event
    if (!(button instanceof HTMLButtonElement) || !button.hasAttribute('data-in-place')) return
    if (!(form instanceof HTMLFormElement)) return
    event.preventDefault()
    const body = fieldsOf(form, button)
    button.disabled = true
    // Whatever goes wrong: as without script, the page that answers tells it.
    send(form, body, shown).catch(() => {
      button.disabled = false
      button.removeAttribute('data-in-place')
      form.requestSubmit(button)
    })
  })
}
