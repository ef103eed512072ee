// Remembers: what the last test of each sign-in method said, in this process, so that it can be read once more.

import type { Diagnosis, ElementStatus, Elements } from '../../elements-types.ts'

export interface Tested {
  /** Epoch milliseconds. */
  at: number
  diagnosis: Diagnosis
  /** `updatedAt` of what was tested: what is said of an older state is not shown. */
  of: number | null
}

/** A handful per server: whoever has more sign-in methods tests the rest again. */
const most = 100
const servers = new WeakMap<Elements, Map<string, Tested>>()

export function remember(elements: Elements, { fullName }: Pick<ElementStatus, 'fullName'>, tested: Tested) {
  const known = servers.get(elements) ?? new Map<string, Tested>()
  servers.set(elements, known)
  known.delete(fullName)
  known.set(fullName, tested)
  const [oldest] = known.keys()
  if (known.size > most && oldest !== undefined) known.delete(oldest)
}

/** What the platform is told; the title is not, nor whether people may sign in. */
const concerned = ({ app, type, config, redirectUri, takesEvents }: ElementStatus): string =>
  JSON.stringify([app, type, config, redirectUri, takesEvents])

/** After a change of which one knows that it left the secrets: what was said before still holds. */
export function carryOver(elements: Elements, before: ElementStatus, after: ElementStatus): void {
  const tested = lastTest(elements, before)
  if (tested === undefined || concerned(before) !== concerned(after)) return
  remember(elements, after, { ...tested, of: after.updatedAt })
}

export function lastTest(
  elements: Elements,
  { fullName, updatedAt }: Pick<ElementStatus, 'fullName' | 'updatedAt'>,
): Tested | undefined {
  const tested = servers.get(elements)?.get(fullName)
  return tested?.of === updatedAt ? tested : undefined
}
