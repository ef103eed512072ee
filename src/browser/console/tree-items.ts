// Makes: the items of a tree, and gives those of the page the roles of a tree.

/** As `/console/departments/children` answers. */
export interface TreeNode {
  id: string
  name: string
  people: string
  isLeaf: boolean
  href: string
}

export interface Level {
  nodes: TreeNode[]
  next: string | null
}

const unseen = (element: Element | null) => {
  element?.setAttribute('tabindex', '-1')
  element?.setAttribute('aria-hidden', 'true')
}

/** What a screen reader says of it: without what lies below. */
function labelOf(item: HTMLElement): string {
  const parts = [':scope > .node > .name', ':scope > .node > .people', ':scope > a']
  return parts
    .map((part) => item.querySelector(part)?.textContent ?? '')
    .filter((text) => text !== '')
    .join(', ')
}

/** Gives an item, and everything below it, its place in the tree. */
export function becomeItem(item: HTMLElement, level: number): void {
  item.setAttribute('role', 'treeitem')
  item.setAttribute('aria-level', String(level))
  item.setAttribute('aria-label', labelOf(item))
  item.tabIndex = -1
  for (const link of item.querySelectorAll(':scope > .node > a, :scope > a')) unseen(link)
  const group = item.querySelector<HTMLElement>(':scope > ul')
  const isNode = item.dataset.id !== undefined && item.dataset.leaf === undefined
  if (isNode) item.setAttribute('aria-expanded', String(group !== null))
  if (group !== null) becomeGroup(group, level + 1)
}

function becomeGroup(group: HTMLElement, level: number): void {
  group.setAttribute('role', 'group')
  for (const item of group.querySelectorAll<HTMLElement>(':scope > li')) becomeItem(item, level)
}

function link(className: string, text: string, href: string): HTMLAnchorElement {
  const made = document.createElement('a')
  made.className = className
  made.href = href
  made.textContent = text
  return made
}

/** The same as the server makes, without the address that opens it: the script does. */
function nodeItem(node: TreeNode): HTMLLIElement {
  const item = document.createElement('li')
  item.dataset.id = node.id
  if (node.isLeaf) item.dataset.leaf = ''
  const row = document.createElement('div')
  row.className = 'node'
  const twist = node.isLeaf ? document.createElement('span') : link('', '', node.href)
  twist.className = 'twist'
  row.append(twist, link('name foreign', node.name, node.href))
  if (node.people !== '') {
    const people = document.createElement('span')
    people.className = 'secondary small people'
    people.textContent = node.people
    row.append(' ', people)
  }
  item.append(row)
  return item
}

function moreItem(parent: string, cursor: string, text: string): HTMLLIElement {
  const item = document.createElement('li')
  item.className = 'more'
  item.dataset.parent = parent
  item.dataset.cursor = cursor
  item.append(link('', text, '#'))
  return item
}

/** Adds a level that was read to a list; what stands there already is not there twice. Returns what is new. */
export function addLevel(
  list: Element,
  parent: string,
  { nodes, next }: Level,
  { level, more }: { level: number; more: string },
): HTMLElement[] {
  const known = new Set([...list.children].map((item) => (item as HTMLElement).dataset.id))
  const items: HTMLElement[] = nodes.filter(({ id }) => !known.has(id)).map(nodeItem)
  if (next !== null) items.push(moreItem(parent, next, more))
  for (const item of items) becomeItem(item, level)
  list.append(...items)
  return items
}
