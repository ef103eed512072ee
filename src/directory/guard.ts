// Guards: against removing many because the platform, or the app's range, shows too few.

export interface Amounts {
  people: number
  departments: number
}

/** So few are never asked about: in a small company every share of it is large. */
const always = 5

/**
 * Whether somebody has to confirm that these are removed.
 *
 * @param missing what would be removed
 * @param present what the directory holds, the missing ones included
 * @param share the largest share that goes unasked
 * @param confirmed what somebody has agreed to already
 */
export function needsConfirmation(
  missing: Amounts,
  present: Amounts,
  share: number,
  confirmed: Amounts | null,
): boolean {
  const exceeds = (of: keyof Amounts) =>
    missing[of] >= always && missing[of] > share * present[of] && missing[of] > (confirmed?.[of] ?? 0)
  return exceeds('people') || exceeds('departments')
}
