// Shows: the tree of departments, as plain links; the console's script makes it one for the keyboard.

import { html } from 'hono/html'
import { rootId } from '../../../directory/model.ts'
import type { AppContext } from '../../context.ts'
import type { Markup, Piece } from '../frame.ts'
import { addressWith, type Chosen } from '../people/instance.ts'
import { words } from '../texts.ts'
import { type Level, readLevel, type TreeNode, toNode } from './level.ts'
import { departmentWords } from './texts.ts'

export const base = '/console/departments'

/** Of an opened department so many levels above are shown with what stands beside them; further up the path alone. */
const levelsWithSiblings = 3

interface Branch extends Level {
  parentId: string
  /** The page of this level begins further on. */
  isContinued: boolean
  /** What stands beside is left out. */
  isAlone: boolean
  opened?: { id: string; branch: Branch }
}

/** The levels from the root down to what lies below `open`. */
async function readBranch(c: AppContext, chosen: Chosen, open: string, cursor: string | undefined) {
  const { name, directory } = chosen
  const path = open === rootId ? [] : await directory.path(open)
  let branch: Branch = {
    parentId: open,
    isContinued: cursor !== undefined,
    isAlone: false,
    ...(await readLevel(c, chosen, open, cursor)),
  }
  for (const [up, department] of path.toReversed().entries()) {
    const parentId = path[path.length - 2 - up]?.id ?? rootId
    const isNear = up < levelsWithSiblings
    const level: Level = isNear ? await readLevel(c, chosen, parentId) : { nodes: [], next: null }
    if (!level.nodes.some(({ id }) => id === department.id))
      level.nodes.push(await toNode(c, name, directory, department))
    branch = {
      parentId,
      isContinued: false,
      isAlone: !isNear,
      ...level,
      opened: { id: department.id, branch },
    }
  }
  return branch
}

function item(c: AppContext, instance: string, node: TreeNode, parentId: string, below: Piece): Markup {
  const text = words(c, departmentWords)
  const isOpen = below !== ''
  // What is open is closed by opening what is above it.
  const address = addressWith(c, base, { instance, open: isOpen ? parentId : node.id })
  const twist = node.isLeaf
    ? html`<span class="twist"></span>`
    : html`<a class="twist" href="${address}"><span class="unseen">${isOpen ? text.close : text.open} ${node.name}</span></a>`
  return html`<li data-id="${node.id}"${node.isLeaf ? html` data-leaf` : ''}${isOpen ? html` data-open` : ''}><div class="node">${twist}<a class="name foreign" href="${node.href}">${node.name}</a>${
    node.people === '' ? '' : html` <span class="secondary small people">${node.people}</span>`
  }</div>${below}</li>`
}

function list(c: AppContext, instance: string, branch: Branch): Markup {
  const text = words(c, departmentWords)
  const { parentId, nodes, next, isContinued, isAlone, opened } = branch
  const isAloneAtTop = isAlone && parentId === rootId
  const link = (cursor: string | null) => addressWith(c, base, { instance, open: parentId, cursor })
  return html`${isAloneAtTop ? html`<li class="first"><a href="${addressWith(c, base, { instance })}">${text.allDepartments}</a></li>` : ''}${isContinued ? html`<li class="first"><a href="${link(null)}">${text.first}</a></li>` : ''}${nodes.map(
    (node) =>
      item(c, instance, node, parentId, node.id === opened?.id ? below(c, instance, opened.branch) : ''),
  )}${
    next === null
      ? ''
      : html`<li class="more" data-parent="${parentId}" data-cursor="${next}"><a href="${link(next)}">${text.more}</a></li>`
  }`
}

function below(c: AppContext, instance: string, branch: Branch): Markup | string {
  if (branch.nodes.length === 0) return ''
  return html`<ul>${list(c, instance, branch)}</ul>`
}

/** Undefined when there is nothing at all. @throws LarkspurError `department_not_found` for an unknown `open` */
export async function treeView(
  c: AppContext,
  chosen: Chosen,
  open: string,
  cursor: string | undefined,
): Promise<Markup | undefined> {
  const text = words(c, departmentWords)
  const branch = await readBranch(c, chosen, open, cursor)
  if (branch.nodes.length === 0) return undefined
  const source = addressWith(c, `${base}/children`, { instance: chosen.name })
  return html`<div class="card tree-box" data-tree="${source}" data-more="${text.more}" data-loading="${text.loading}" data-failed="${text.failed}">
<ul class="tree" aria-label="${text.treeLabel}">${list(c, chosen.name, branch)}</ul>
<p class="secondary" role="status" data-tree-status></p></div>`
}
