// Serves: switching a sign-in method off and on.

import * as z from 'zod'
import type { AppContext } from '../../context.ts'
import { readWrite } from '../administrator.ts'
import { audited } from '../audited.ts'
import { addressOf, findMethod } from './find.ts'

const shape = z.looseObject({ enabled: z.enum(['yes', 'no']) })

/** @throws LarkspurError `element_not_found`, `element_read_only` */
export async function switchMethod(c: AppContext): Promise<Response> {
  const { administrator, fields } = await readWrite(c, shape)
  const method = await findMethod(c)
  const enabled = fields.enabled === 'yes'
  const action = enabled ? 'element.enable' : 'element.disable'
  const { elements } = c.get('services')
  const target = method.fullName
  await audited(c, administrator, { action, target }, () => elements.setEnabled(target, enabled))
  return c.redirect(`${addressOf(method)}?done=${enabled ? 'enabled' : 'disabled'}`, 303)
}
