// Makes: the items of a tree, and gives those of the page the roles of a tree.

/** As `/console/departments/children` answers. */
interface TreeNode {
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

export const itemSelector = '[role="treeitem"]'

/** What has the focus in a line of the list: its row, or the link in a line that has nothing else. */
const rowOf = (line: Element) => line.querySelector<HTMLElement>(':scope > .node, :scope > a')

export const lineOf = (item: HTMLElement): HTMLElement => item.closest<HTMLElement>('li') ?? item

/** What lies below an item, once it was read. */
export function groupOf(item: HTMLElement): HTMLElement | null {
  return lineOf(item).querySelector<HTMLElement>(':scope > ul')
}

export function setExpanded(item: HTMLElement, isExpanded: boolean): void {
  item.setAttribute('aria-expanded', String(isExpanded))
  const group = groupOf(item)
  if (group !== null) group.hidden = !isExpanded
}

let groups = 0

/** Puts what lies below into the tree, as the item's own: in the page they stand side by side. */
export function becomeGroup(item: HTMLElement, group: HTMLElement, level: number): void {
  group.setAttribute('role', 'group')
  group.id = `tree-group-${++groups}`
  item.setAttribute('aria-owns', group.id)
  for (const line of group.querySelectorAll<HTMLElement>(':scope > li')) becomeItem(line, level)
}

/** Gives a line, and everything below it, its place in the tree. Returns what can have the focus. */
export function becomeItem(line: HTMLElement, level: number): HTMLElement {
  line.setAttribute('role', 'none')
  const item = rowOf(line) ?? line
  item.setAttribute('role', 'treeitem')
  item.setAttribute('aria-level', String(level))
  item.tabIndex = -1
  for (const link of item.querySelectorAll('a')) link.tabIndex = -1
  // A second way to what the arrow keys do.
  item.querySelector('.twist')?.setAttribute('aria-hidden', 'true')
  const group = groupOf(item)
  if (line.dataset.id !== undefined && line.dataset.leaf === undefined) setExpanded(item, group !== null)
  if (group !== null) becomeGroup(item, group, level + 1)
  return item
}

function link(className: string, text: string, href: string): HTMLAnchorElement {
  const made = document.createElement('a')
  made.className = className
  made.href = href
  made.textContent = text
  return made
}

/** The same as the server makes. */
function nodeLine(node: TreeNode): HTMLLIElement {
  const line = document.createElement('li')
  line.dataset.id = node.id
  if (node.isLeaf) line.dataset.leaf = ''
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
  line.append(row)
  return line
}

function moreLine(parent: string, cursor: string, text: string): HTMLLIElement {
  const line = document.createElement('li')
  line.className = 'more'
  line.dataset.parent = parent
  line.dataset.cursor = cursor
  line.append(link('', text, '#'))
  return line
}

/** Lines for what was read, without those that stand in the list already. */
export function linesFor(list: Element, parent: string, { nodes, next }: Level, more: string): HTMLElement[] {
  const known = new Set([...list.children].map((line) => (line as HTMLElement).dataset.id))
  const lines: HTMLElement[] = nodes.filter(({ id }) => !known.has(id)).map(nodeLine)
  return next === null ? lines : [...lines, moreLine(parent, next, more)]
}
