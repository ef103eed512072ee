// Moves: the focus through a tree, by the keys that trees have (https://www.w3.org/WAI/ARIA/apg/patterns/treeview/).

import { groupOf, itemSelector } from './tree-items.ts'

/** Those that are seen, from top to bottom. */
export function seenItems(tree: Element): HTMLElement[] {
  return [...tree.querySelectorAll<HTMLElement>(itemSelector)].filter(
    (item) => item.closest('ul[hidden]') === null,
  )
}

/** Exactly one item is reached by the Tab key. */
export function makeReachable(tree: Element, item: HTMLElement | null | undefined): void {
  if (!item) return
  for (const one of tree.querySelectorAll<HTMLElement>(`${itemSelector}[tabindex="0"]`)) one.tabIndex = -1
  item.tabIndex = 0
}

export function focusItem(tree: Element, item: HTMLElement | null | undefined): void {
  makeReachable(tree, item)
  item?.focus()
}

const parentOf = (item: HTMLElement) =>
  item.closest('[role="group"]')?.parentElement?.querySelector<HTMLElement>(`:scope > ${itemSelector}`)

export interface TreeActions {
  open(item: HTMLElement): void
  close(item: HTMLElement): void
  /** Enter: the page of a department, or more of them. */
  activate(item: HTMLElement): void
}

const nameOf = (item: HTMLElement) => (item.querySelector('.name') ?? item).textContent?.toLowerCase() ?? ''

/** The next item after `from` whose name begins so; goes round. */
function named(items: HTMLElement[], from: HTMLElement, letter: string): HTMLElement | undefined {
  const at = items.indexOf(from)
  return [...items.slice(at + 1), ...items.slice(0, at)].find((item) =>
    nameOf(item).startsWith(letter.toLowerCase()),
  )
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
    if (expanded === 'true') go(groupOf(item)?.querySelector<HTMLElement>(itemSelector))
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
