// Tests: the credentials of a sign-in method at the platform, and notes that it was done.

import type { AppContext } from '../../context.ts'
import type { Diagnosis, ElementInput, ElementStatus } from '../../elements-types.ts'
import { report } from '../../errors.ts'
import { toLarkspurError } from '../../to-larkspur-error.ts'
import type { Administrator } from '../administrator.ts'
import { audited } from '../audited.ts'
import { remember } from './diagnoses.ts'

/** For the audit log: whatever was typed as a name, and not all of it. */
export const targetOf = ({ name }: Pick<ElementInput, 'name'>): string =>
  `auths.loginTypes.${name.slice(0, 64)}`

function noted(
  c: AppContext,
  administrator: Administrator,
  target: string,
  test: () => Promise<Diagnosis>,
): Promise<Diagnosis> {
  const details: Record<string, string> = {}
  return audited(c, administrator, { action: 'element.test', target, details }, async () => {
    const diagnosis = await test()
    for (const { name, state } of diagnosis.checks) details[name] = state
    return diagnosis
  })
}

/** Of one that is there; what it says is shown on its page from now on. */
export async function testMethod(
  c: AppContext,
  administrator: Administrator,
  method: ElementStatus,
): Promise<Diagnosis> {
  const { elements, clock } = c.get('services')
  const test = () => elements.test(method.fullName, c.req.raw.signal)
  const diagnosis = await noted(c, administrator, method.fullName, test)
  remember(elements, method, { at: clock(), diagnosis, of: method.updatedAt })
  return diagnosis
}

/** Right after a change: that a test could not be made undoes nothing. */
export async function testAfterChange(c: AppContext, administrator: Administrator, method: ElementStatus) {
  try {
    await testMethod(c, administrator, method)
  } catch (error) {
    report(c, toLarkspurError(error))
  }
}

/** Of what is to become one; nothing is kept. */
export const testInput = (
  c: AppContext,
  administrator: Administrator,
  input: ElementInput,
): Promise<Diagnosis> =>
  noted(c, administrator, targetOf(input), () => c.get('services').elements.test(input, c.req.raw.signal))
