// Copies: addresses that stand in fields of their own.

/** Buttons with `data-copy` (the id of a field) appear, and copy it. The whole field is marked when it is entered. */
export function copyFields(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const field = document.getElementById(button.dataset.copy ?? '')
    if (!(field instanceof HTMLInputElement) || !button.hidden) continue
    field.addEventListener('focus', () => field.select())
    // Browsers have no clipboard for pages without https.
    if (navigator.clipboard === undefined) continue
    button.hidden = false
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(field.value)
      button.textContent = field.dataset.copied ?? ''
    })
  }
}
