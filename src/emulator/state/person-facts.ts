// Compares: a person before and after a change.
import { isDeepStrictEqual } from 'node:util'
import type { Person } from '../types.ts'
import type { PersonBefore, PlaceView } from './organisation-model.ts'

/** What changes can change, apart from where a person stands. */
export type PersonFacts = Pick<
  Person,
  | 'user_id'
  | 'name'
  | 'en_name'
  | 'avatar_url'
  | 'email'
  | 'enterprise_email'
  | 'mobile'
  | 'job_title'
  | 'status'
>

/** A person at one moment. */
export interface PersonMoment {
  /** Undefined for nobody. */
  facts: PersonFacts | undefined
  places: PlaceView[]
  leader: number | undefined
}

/** What differs, as it was. Nothing differs of whoever comes or goes. */
export function differences(before: PersonMoment, after: PersonMoment): PersonBefore {
  const [was, is] = [before.facts, after.facts]
  if (was === undefined || is === undefined) return {}
  const names = Object.keys(was) as (keyof PersonFacts)[]
  const changed = names.filter((name) => !isDeepStrictEqual(was[name], is[name]))
  return {
    ...Object.fromEntries(changed.map((name) => [name, was[name]])),
    ...(before.leader === after.leader ? {} : { leader: before.leader }),
    ...(isDeepStrictEqual(before.places, after.places) ? {} : { places: before.places }),
  }
}
