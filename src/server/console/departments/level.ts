// Reads: one level of the tree, a page at a time.

import { type DirectoryDepartment, rootId } from '../../../directory/model.ts'
import type { AppContext } from '../../context.ts'
import type { Directory } from '../../directory.ts'
import { count } from '../parts.ts'
import { departmentAddress, departmentName } from '../people/names.ts'
import { words } from '../texts.ts'
import { departmentWords } from './texts.ts'

/** So many departments of a level are read at once. */
export const pageSize = 50

/** A department as the tree shows it; the console's script gets it as JSON. */
export interface TreeNode {
  id: string
  name: string
  /** So many people, in words; '' when that is not known. */
  people: string
  /** Nothing lies below it. */
  isLeaf: boolean
  /** Address of its page. */
  href: string
}

export interface Level {
  nodes: TreeNode[]
  /** Goes into `cursor` for what follows; null at the end. */
  next: string | null
}

function peopleText(c: AppContext, members: number | undefined): string {
  if (members === undefined) return ''
  const text = words(c, departmentWords)
  return `${count(c, members)} ${members === 1 ? text.member : text.members}`
}

export async function toNode(
  c: AppContext,
  instance: string,
  directory: Directory,
  department: DirectoryDepartment,
): Promise<TreeNode> {
  const { id, memberCount } = department
  // One look into an index; an arrow that opens nothing would be worse.
  const below = await directory.departments({ parentId: id, limit: 1 })
  return {
    id,
    name: departmentName(department),
    people: peopleText(c, memberCount),
    isLeaf: below.items.length === 0,
    href: departmentAddress(c, instance, id),
  }
}

/** Reads those directly below `parentId`, from `cursor` on. */
export async function readLevel(
  c: AppContext,
  { name, directory }: { name: string; directory: Directory },
  parentId: string = rootId,
  cursor?: string,
): Promise<Level> {
  const { items, next } = await directory.departments({ parentId, cursor, limit: pageSize })
  const nodes = await Promise.all(items.map((one) => toNode(c, name, directory, one)))
  return { nodes, next }
}
