// Serves: switching a sign-in method off and on.

import * as z from 'zod'
import type { AppContext } from '../../context.ts'
import { readWrite } from '../administrator.ts'
import { audited } from '../audited.ts'
import { carryOver } from './diagnoses.ts'
import { addressOf, findMethod } from './find.ts'
import { assertWayInLeft, isLastWayIn } from './last-way-in.ts'
import { isWritable, showRefused } from './show.ts'

const shape = z.looseObject({ enabled: z.enum(['yes', 'no']) })

/** @throws LarkspurError `element_not_found`, `element_read_only` */
export async function switchMethod(c: AppContext): Promise<Response> {
  const { administrator, fields } = await readWrite(c, shape)
  const method = await findMethod(c)
  const enabled = fields.enabled === 'yes'
  const action = enabled ? 'element.enable' : 'element.disable'
  const services = c.get('services')
  const { elements } = services
  const target = method.fullName
  const change = async () => {
    if (!enabled && isWritable(method)) await assertWayInLeft(services, method)
    const changed = await elements.setEnabled(target, enabled)
    carryOver(elements, method, changed)
    if (enabled) return
    try {
      // Two administrators may close each other's method at the same time.
      await assertWayInLeft(services, changed)
    } catch (error) {
      await elements.setEnabled(target, true)
      throw error
    }
  }
  try {
    await audited(c, administrator, { action, target }, change)
  } catch (error) {
    if (!isLastWayIn(error)) throw error
    return showRefused(c, administrator, await findMethod(c))
  }
  return c.redirect(`${addressOf(method)}?done=${enabled ? 'enabled' : 'disabled'}`, 303)
}
