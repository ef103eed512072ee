// Changes: an organisation at random, as a year in a company does; the same seed makes the same year.
import type { Emulator } from '../../src/emulator/index.ts'

export interface OrganisationChanges {
  /** Makes one change. */
  next(): void
  /** A whole number from 0, below `end`; of the same seed as the changes. */
  below(end: number): number
  /** How many changes of each kind were made. */
  readonly made: ReadonlyMap<string, number>
  /** open_ids of whoever has left through `next`. */
  readonly left: ReadonlySet<string>
}

/** mulberry32: small, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Departments that the year begins with stay; those that it brings come and go, and move. */
export function createOrganisationChanges(
  { organisation, people }: Emulator,
  seed: number,
): OrganisationChanges {
  const random = randomOf(seed)
  const below = (end: number) => Math.floor(random() * end)
  const { departments } = organisation
  const staff: number[] = []
  const frozen: number[] = []
  for (let index = 0; index < people.size; index++) {
    const { is_frozen, is_resigned, is_exited } = people.get(index)?.status ?? {}
    if (is_frozen) frozen.push(index)
    else if (!is_resigned && !is_exited) staff.push(index)
  }
  const old = departments.list({ limit: 100_000 }).items.map((one) => one.open_department_id)
  const young: string[] = []
  const made = new Map<string, number>()
  const left = new Set<string>()
  let serial = 0

  function pick<T>(from: readonly T[]): T {
    const found = from[below(from.length)]
    if (found === undefined) throw new Error('Nothing is left to change')
    return found
  }
  /** Out of a list whose order does not matter. */
  function draw<T>(from: T[]): T {
    const found = pick(from)
    from[from.indexOf(found)] = from.at(-1) as T
    from.pop()
    return found
  }
  const anyDepartment = () => (young.length > 0 && random() < 0.3 ? pick(young) : pick(old))
  const places = () => Array.from({ length: random() < 0.2 ? 2 : 1 }, anyDepartment)

  function isBelow(id: string, above: string): boolean {
    for (let at = id; at !== '0'; at = departments.get(at)?.parent ?? '0') if (at === above) return true
    return false
  }

  /** Each returns false when there is nothing that it could change. */
  const kinds: Record<string, [weight: number, change: () => unknown]> = {
    hire: [13, () => staff.push(organisation.hire({ departments: places(), leader: pick(staff) }).index)],
    leave: [
      12,
      () => left.add(organisation.leave(draw(random() < 0.1 && frozen.length > 0 ? frozen : staff)).open_id),
    ],
    freeze: [6, () => frozen.push(organisation.freeze(draw(staff)).index)],
    unfreeze: [5, () => frozen.length > 0 && staff.push(organisation.unfreeze(draw(frozen)).index)],
    move: [18, () => organisation.move(pick(staff), places())],
    rename: [10, () => organisation.rename(pick(staff), `Name ${serial}`)],
    mobile: [6, () => organisation.update(pick(staff), { mobile: `+861${String(3e9 + serial)}` })],
    email: [5, () => organisation.update(pick(staff), { email: `somebody.${serial}@larkspur.example` })],
    several: [
      4,
      () => organisation.update(pick(staff), { mobile: `+861${String(4e9 + serial)}`, name: `N ${serial}` }),
    ],
    leader: [5, () => organisation.update(pick(staff), { leader: pick(staff) })],
    'department created': [
      4,
      () => {
        const parent = random() < 0.2 ? '0' : anyDepartment()
        young.push(departments.create({ name: `Department ${serial}`, parent }).open_department_id)
      },
    ],
    'department renamed': [4, () => departments.update(anyDepartment(), { name: `Department ${serial}` })],
    'department moved': [
      3,
      () => {
        const [id, parent] = [young.length > 0 ? pick(young) : pick(old), anyDepartment()]
        return !isBelow(parent, id) && departments.move(id, parent)
      },
    ],
    'department led': [
      2,
      () => departments.update(anyDepartment(), { leader: pick(staff), deputies: [pick(staff)] }),
    ],
    'department removed': [
      3,
      () => {
        const empty = young.filter(
          (id) => departments.get(id)?.member_count === 0 && departments.list({ parent: id }).total === 0,
        )
        if (empty.length === 0) return false
        const id = pick(empty)
        departments.remove(id)
        young.splice(young.indexOf(id), 1)
      },
    ],
  }
  const lots = Object.entries(kinds).flatMap(([kind, [weight]]) => Array<string>(weight).fill(kind))

  return {
    below,
    made,
    left,
    next() {
      for (;;) {
        serial++
        const kind = pick(lots)
        if (kinds[kind]?.[1]() === false) continue
        made.set(kind, (made.get(kind) ?? 0) + 1)
        return
      }
    },
  }
}
