// Asks: once more, before a form does what cannot be taken back.

/** Forms with `data-confirm` (the question) send only after the reader has said yes. */
export function confirmForms(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-confirm]')) {
    form.addEventListener('submit', (event) => {
      if (!window.confirm(form.dataset.confirm)) event.preventDefault()
    })
  }
}
