// Opens: departments in place, one level at a time, by mouse and by keyboard.

import {
  becomeGroup,
  becomeItem,
  groupOf,
  itemSelector,
  type Level,
  lineOf,
  linesFor,
  setExpanded,
} from './tree-items.ts'
import { focusItem, makeReachable, pressKey, seenItems } from './tree-keys.ts'

async function read(source: string, parent: string, cursor: string | undefined): Promise<Level> {
  const address = new URL(source, document.baseURI)
  address.searchParams.set('parent', parent)
  if (cursor !== undefined) address.searchParams.set('cursor', cursor)
  const response = await fetch(address, { headers: { accept: 'application/json' } })
  if (!response.ok) throw new TypeError(`answered ${response.status}`)
  return (await response.json()) as Level
}

const levelOf = (item: HTMLElement) => Number(item.getAttribute('aria-level'))

/** In the line that leads to more of a level. */
const cursorOf = (item: HTMLElement) => lineOf(item).dataset.cursor

function becomeTree(box: HTMLElement, tree: HTMLElement): void {
  const { tree: source = '', more = '', loading = '', failed = '' } = box.dataset
  const status = box.querySelector('[data-tree-status]')
  const say = (text: string) => {
    if (status !== null) status.textContent = text
  }

  /** Once for each item at a time, however often it is asked for. */
  async function load(item: HTMLElement, parent: string, cursor?: string): Promise<Level | undefined> {
    if (item.getAttribute('aria-busy') === 'true') return undefined
    item.setAttribute('aria-busy', 'true')
    say(loading)
    try {
      const level = await read(source, parent, cursor)
      say('')
      return level
    } catch {
      say(failed)
      return undefined
    } finally {
      item.removeAttribute('aria-busy')
    }
  }

  async function open(item: HTMLElement): Promise<void> {
    const line = lineOf(item)
    if (groupOf(item) === null) {
      const { id = '' } = line.dataset
      const level = await load(item, id)
      if (level === undefined) return
      const group = document.createElement('ul')
      group.append(...linesFor(group, id, level, more))
      line.append(group)
      becomeGroup(item, group, levelOf(item) + 1)
    }
    setExpanded(item, true)
  }

  /** What is not seen cannot keep the focus. */
  function close(item: HTMLElement): void {
    const group = groupOf(item)
    if (group?.contains(document.activeElement)) focusItem(tree, item)
    else if (group?.querySelector('[tabindex="0"]')) makeReachable(tree, item)
    setExpanded(item, false)
  }

  /** In the place of this item come those that follow it. */
  async function showMore(item: HTMLElement): Promise<void> {
    const line = lineOf(item)
    const { parent = '', cursor } = line.dataset
    const level = await load(item, parent, cursor)
    const list = line.parentElement
    if (level === undefined || list === null) return
    const hadFocus = item === document.activeElement
    const before = line.previousElementSibling?.querySelector<HTMLElement>(itemSelector)
    const lines = linesFor(list, parent, level, more)
    const [first = before] = lines.map((one) => becomeItem(one, levelOf(item)))
    line.replaceWith(...lines)
    if (hadFocus) focusItem(tree, first)
    else if (item.tabIndex === 0) makeReachable(tree, first)
  }

  const actions = {
    open: (item: HTMLElement) => void open(item),
    close,
    activate(item: HTMLElement) {
      if (cursorOf(item) !== undefined) void showMore(item)
      else (item.querySelector<HTMLElement>('.name') ?? item).click()
    },
  }

  tree.setAttribute('role', 'tree')
  for (const line of tree.querySelectorAll<HTMLElement>(':scope > li')) becomeItem(line, 1)
  makeReachable(tree, seenItems(tree)[0])

  tree.addEventListener('keydown', (event) => {
    const item = (event.target as HTMLElement).closest<HTMLElement>(itemSelector)
    if (item === null || event.altKey || event.ctrlKey || event.metaKey) return
    if (pressKey(tree, item, event.key, actions)) event.preventDefault()
  })
  tree.addEventListener('click', (event) => {
    const link = (event.target as HTMLElement).closest('a')
    const item = link?.closest<HTMLElement>(itemSelector)
    if (!link || !item || event.ctrlKey || event.metaKey || event.shiftKey) return
    const isMore = cursorOf(item) !== undefined
    if (!isMore && !link.classList.contains('twist')) return
    event.preventDefault()
    focusItem(tree, item)
    if (isMore) void showMore(item)
    else if (item.getAttribute('aria-expanded') === 'true') close(item)
    else void open(item)
  })
}

/** Lists in an element with `data-tree` (where levels are read) become trees. */
export function growTrees(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLElement>('[data-tree]')) {
    const tree = box.querySelector<HTMLElement>(':scope > ul')
    if (tree !== null && tree.getAttribute('role') !== 'tree') becomeTree(box, tree)
  }
}
