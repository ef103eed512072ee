// Serves: reading somebody of the directory anew from the platform.

import * as z from 'zod'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import { publicWords } from '../../errors.ts'
import { readWrite } from '../administrator.ts'
import { audited } from '../audited.ts'
import { chosenInstance } from './instance.ts'
import { afterReading, personPage } from './person.ts'

const shape = z.looseObject({ instance: z.string().max(64).default('') })

export async function readPerson(c: AppContext): Promise<Response> {
  const { administrator, fields } = await readWrite(c, shape)
  const chosen = await chosenInstance(c, fields.instance)
  const id = c.req.param('id') ?? ''
  // Before the platform is asked: there is no page to say on why somebody else was not read.
  await chosen.directory.user(id)
  const entry = { action: 'person.read' as const, target: id, details: { instance: chosen.name } }
  try {
    await audited(c, administrator, entry, () =>
      chosen.directory.sync({ target: { kind: 'person', id }, signal: c.req.raw.signal }),
    )
  } catch (error) {
    if (!(error instanceof LarkspurError)) throw error
    const { message, hint } = publicWords(c, error.code)
    return personPage(c, administrator, chosen, id, { text: `${message} ${hint}`, status: error.status })
  }
  return c.redirect(afterReading(c, chosen, id), 303)
}
