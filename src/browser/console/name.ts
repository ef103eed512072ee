// Shows: the address that belongs to a name while it is typed.

/** Elements with `data-redirect-of` (the id of a field) hold an address whose last part is what stands in the field. */
export function followNames(root: ParentNode): void {
  for (const address of root.querySelectorAll<HTMLElement>('[data-redirect-of]')) {
    const field = document.getElementById(address.dataset.redirectOf ?? '')
    if (!(field instanceof HTMLInputElement)) continue
    const pattern = address.textContent ?? ''
    const front = pattern.slice(0, pattern.lastIndexOf('/') + 1)
    const show = () => {
      address.textContent = /^[A-Za-z][\w-]{0,63}$/.test(field.value) ? front + field.value : pattern
    }
    field.addEventListener('input', show)
    show()
  }
}
