// Moves: the focus through a tree, by the keys that trees have (https://www.w3.org/WAI/ARIA/apg/patterns/treeview/).

const itemSelector = '[role="treeitem"]'

/** Those that are seen, from top to bottom. */
export function seenItems(tree: Element): HTMLElement[] {
  return [...tree.querySelectorAll<HTMLElement>(itemSelector)].filter(
    (item) => item.parentElement?.closest('[aria-expanded="false"]') === null,
  )
}

/** Exactly one item is reached by the Tab key: the one that had the focus last. */
export function focusItem(tree: Element, item: HTMLElement | null | undefined): void {
  if (!item) return
  for (const one of tree.querySelectorAll<HTMLElement>(`${itemSelector}[tabindex="0"]`)) one.tabIndex = -1
  item.tabIndex = 0
  item.focus()
}

const parentOf = (item: HTMLElement) => item.parentElement?.closest<HTMLElement>(itemSelector)

export interface TreeActions {
  open(item: HTMLElement): void
  close(item: HTMLElement): void
  /** Enter: the page of a department, or more of them. */
  activate(item: HTMLElement): void
}

/** The next item after `from` whose name begins so; goes round. */
function named(items: HTMLElement[], from: HTMLElement, letter: string): HTMLElement | undefined {
  const at = items.indexOf(from)
  const begins = (item: HTMLElement) =>
    item.getAttribute('aria-label')?.toLowerCase().startsWith(letter.toLowerCase())
  return [...items.slice(at + 1), ...items.slice(0, at)].find(begins)
}

/** @returns whether the key was one of a tree's */
export function pressKey(tree: Element, item: HTMLElement, key: string, actions: TreeActions): boolean {
  const items = seenItems(tree)
  const at = items.indexOf(item)
  const expanded = item.getAttribute('aria-expanded')
  const go = (to: HTMLElement | null | undefined) => focusItem(tree, to)
  if (key === 'ArrowDown') go(items[at + 1])
  else if (key === 'ArrowUp') go(items[at - 1])
  else if (key === 'Home') go(items[0])
  else if (key === 'End') go(items.at(-1))
  else if (key === 'ArrowRight') {
    if (expanded === 'true') go(item.querySelector<HTMLElement>(itemSelector))
    else if (expanded === 'false') actions.open(item)
  } else if (key === 'ArrowLeft') {
    if (expanded === 'true') actions.close(item)
    else go(parentOf(item))
  } else if (key === 'Enter') actions.activate(item)
  else if (key === ' ') {
    if (expanded === 'true') actions.close(item)
    else if (expanded === 'false') actions.open(item)
    else actions.activate(item)
  } else if (key.length === 1) go(named(items, item, key))
  else return false
  return true
}
