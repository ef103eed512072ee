// Finds: who may have an e-mail address or a mobile number, without a walk through everybody.
import type { PeopleEdits } from './people-edits.ts'

/** Addresses and numbers of the seed end with the person's index. */
const derived = /^(?:\+?(?:86)?100(\d{8,})|[a-z]+\.[a-z]+(\d+)@mail\.example\.com)$/i

/** Candidates: callers compare with what each has. */
export function peopleReachedAt(value: string, edits: PeopleEdits): number[] {
  const [, ofMobile, ofMail] = derived.exec(value) ?? []
  const digits = ofMobile ?? ofMail
  const found = digits === undefined ? [] : [Number(digits)]
  const wanted = value.toLowerCase()
  for (const [index, { email, mobile }] of edits.all())
    if (email?.toLowerCase() === wanted || mobile?.endsWith(value) === true) found.push(index)
  return [...new Set(found)]
}
