// Finds: the sign-in method that an address of the console names.

import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import type { ElementStatus } from '../../elements-types.ts'

export const base = '/console/methods'

/** Address of its page. One that is called as the page for new ones goes by its full name. */
export const addressOf = ({ name, fullName }: Pick<ElementStatus, 'name' | 'fullName'>): string =>
  `${base}/${encodeURIComponent(name === 'new' ? fullName : name)}`

/** Looks first for what other processes have changed. */
export async function currentList(c: AppContext): Promise<ElementStatus[]> {
  const { elements } = c.get('services')
  await elements.refresh()
  return elements.list()
}

/**
 * By name or full name; of several that share it the one that is used.
 * @throws LarkspurError `element_not_found`
 */
export async function findMethod(c: AppContext): Promise<ElementStatus> {
  const given = c.req.param('name')
  const found = (await currentList(c)).filter(
    ({ kind, name, fullName }) => kind === 'instance' && (name === given || fullName === given),
  )
  const used = found.find(({ state }) => state !== 'overridden') ?? found[0]
  if (used === undefined) throw new LarkspurError('element_not_found')
  return used
}
