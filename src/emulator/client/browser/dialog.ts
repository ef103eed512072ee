// Opens: a sheet of the client, and waits until the person accepts or refuses.

/** The element is part of the page; a missing one is a mistake of ours. */
export const find = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T

interface DialogOptions {
  /** Gets the focus; default the accepting button. */
  focus?: HTMLElement
  /** Whether Escape refuses; default true. */
  cancellable?: boolean
}

/** The dialog `name` has the buttons `name-accept` and `name-refuse`; a form in it accepts when it is sent. */
export function askInDialog(
  name: string,
  { focus = find(`${name}-accept`), cancellable = true }: DialogOptions = {},
): Promise<'accept' | 'refuse'> {
  const dialog = find<HTMLDialogElement>(name)
  dialog.show()
  focus.focus()
  return new Promise((resolve) => {
    const stop = new AbortController()
    const { signal } = stop
    const decide = (answer: 'accept' | 'refuse') => (event: Event) => {
      event.preventDefault()
      stop.abort()
      dialog.close()
      resolve(answer)
    }
    const form = dialog.querySelector('form')
    if (form === null) find(`${name}-accept`).addEventListener('click', decide('accept'), { signal })
    else form.addEventListener('submit', decide('accept'), { signal })
    find(`${name}-refuse`).addEventListener('click', decide('refuse'), { signal })
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && cancellable) decide('refuse')(event)
    }
    dialog.addEventListener('keydown', onKey, { signal })
  })
}
