// Shows: the current section, where the list of sections is wider than a phone.

export function showCurrentSection(): void {
  const list = document.querySelector<HTMLElement>('.frame > nav')
  const current = list?.querySelector<HTMLElement>('[aria-current]')
  if (!list || !current) return
  list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2
}
