// Opens: departments in place, one level at a time, by mouse and by keyboard.

import { addLevel, becomeItem, type Level } from './tree-items.ts'
import { focusItem, pressKey, seenItems } from './tree-keys.ts'

async function read(source: string, parent: string, cursor: string | undefined): Promise<Level> {
  const address = new URL(source, document.baseURI)
  address.searchParams.set('parent', parent)
  if (cursor !== undefined) address.searchParams.set('cursor', cursor)
  const response = await fetch(address, { headers: { accept: 'application/json' } })
  if (!response.ok) throw new TypeError(`answered ${response.status}`)
  return (await response.json()) as Level
}

function becomeTree(box: HTMLElement, tree: HTMLElement): void {
  const { tree: source = '', more = '', loading = '', failed = '' } = box.dataset
  const status = box.querySelector('[data-tree-status]')
  const say = (text: string) => {
    if (status !== null) status.textContent = text
  }
  const levelOf = (item: HTMLElement) => Number(item.getAttribute('aria-level'))

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
    const { id = '' } = item.dataset
    if (item.querySelector(':scope > ul') === null) {
      const level = await load(item, id)
      if (level === undefined) return
      const group = document.createElement('ul')
      group.setAttribute('role', 'group')
      addLevel(group, id, level, { level: levelOf(item) + 1, more })
      item.append(group)
    }
    item.setAttribute('aria-expanded', 'true')
  }

  function close(item: HTMLElement): void {
    item.setAttribute('aria-expanded', 'false')
    // What is not seen cannot keep the focus.
    if (item.contains(document.activeElement) && item !== document.activeElement) focusItem(tree, item)
    else if (tree.querySelector('[aria-expanded="false"] [role="treeitem"][tabindex="0"]') !== null)
      focusable(item)
  }

  /** In the place of this item come those that follow it. */
  async function showMore(item: HTMLElement): Promise<void> {
    const { parent = '', cursor } = item.dataset
    const level = await load(item, parent, cursor)
    const list = item.parentElement
    if (level === undefined || list === null) return
    const hadFocus = item === document.activeElement
    const [first] = addLevel(list, parent, level, { level: levelOf(item), more })
    const next = first ?? (item.previousElementSibling as HTMLElement | null)
    item.remove()
    if (hadFocus) focusItem(tree, next)
    else focusable(seenItems(tree)[0])
  }

  function focusable(item: HTMLElement | undefined): void {
    for (const one of tree.querySelectorAll<HTMLElement>('[tabindex="0"]')) one.tabIndex = -1
    if (item !== undefined) item.tabIndex = 0
  }

  const actions = {
    open: (item: HTMLElement) => void open(item),
    close,
    activate(item: HTMLElement) {
      if (item.dataset.cursor !== undefined) void showMore(item)
      else item.querySelector<HTMLElement>(':scope > .node > .name, :scope > a')?.click()
    },
  }

  tree.setAttribute('role', 'tree')
  for (const item of tree.querySelectorAll<HTMLElement>(':scope > li')) becomeItem(item, 1)
  focusable(seenItems(tree)[0])

  tree.addEventListener('keydown', (event) => {
    const item = (event.target as HTMLElement).closest<HTMLElement>('[role="treeitem"]')
    if (item === null || event.altKey || event.ctrlKey || event.metaKey) return
    if (pressKey(tree, item, event.key, actions)) event.preventDefault()
  })
  tree.addEventListener('click', (event) => {
    const link = (event.target as HTMLElement).closest('a')
    const item = link?.closest<HTMLElement>('[role="treeitem"]')
    if (!link || !item || event.ctrlKey || event.metaKey || event.shiftKey) return
    const isMore = item.dataset.cursor !== undefined
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
