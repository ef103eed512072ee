// Serves: one level of the tree to the console's script.

import { rootId } from '../../../directory/model.ts'
import type { AppContext } from '../../context.ts'
import { requireAdministrator } from '../administrator.ts'
import { chosenInstance } from '../people/instance.ts'
import { readLevel } from './level.ts'

export async function treeLevel(c: AppContext): Promise<Response> {
  await requireAdministrator(c)
  const query = new URL(c.req.url).searchParams
  const chosen = await chosenInstance(c)
  return c.json(await readLevel(c, chosen, query.get('parent') ?? rootId, query.get('cursor') ?? undefined))
}
