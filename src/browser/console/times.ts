// Shows: times in the reader's own zone.

/** Turns every `<time>` below `root` into the reader's zone; UTC stays as its title. */
export function showLocalTimes(root: ParentNode): void {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  })
  for (const one of root.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
    const at = Date.parse(one.dateTime)
    if (Number.isNaN(at) || one.title !== '') continue
    one.title = one.textContent ?? ''
    one.textContent = format.format(at)
  }
}
