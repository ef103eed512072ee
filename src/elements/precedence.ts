// Decides: which of several elements of one full name counts, seen from an application.

import { isBuiltIn } from './built-in.ts'
import { type Candidate, firstApplication } from './candidates.ts'
import type { ElementApplication, UnreadPart } from './model.ts'
import { type BothLanguages, problemOf } from './problem.ts'

/** The elements of one full name. */
export interface Standing {
  /** Undefined when all are hidden. */
  winner: Candidate | undefined
  /** Those below the winner that it overrides, the nearest first. */
  overridden: readonly Candidate[]
  /** Those that try to override what must not be overridden, or that are there twice, with the reason. */
  refused: ReadonlyMap<Candidate, BothLanguages>
  /** `private` in another application. */
  hidden: readonly Candidate[]
  /** Why nobody knows whether the winner, or one below it, is overridden. */
  unknown: BothLanguages | undefined
}

/** What could not be read of the application in this layer. */
interface Unread extends UnreadPart {
  layer: number
  application: string
}

export const unreadOf = (applications: readonly ElementApplication[] = []): Unread[] =>
  applications.flatMap(({ name, unread }, index) =>
    unread.map((one) => ({ ...one, layer: firstApplication + index, application: name })),
  )

const isPrivateElsewhere = (one: Candidate, viewer: number) =>
  one.source === 'directory' && one.layer !== viewer && one.define?.accessModifier === 'private'

/**
 * The Meta has no methods, so that nothing is lost when a broken one is passed over; otherwise it would take every
 * element with it. An instance in the place of a built-in element would do the same.
 */
const isUnfit = ({ fullName, kind, files, problems }: Candidate) =>
  (kind === 'meta' && problems.length > 0) || (kind === 'instance' && files === null && isBuiltIn(fullName))

/**
 * @param all of one full name, in the order of precedence
 * @param viewer layer of the application that looks: it sees its own private elements
 * @param unread where further ones of this full name may be
 */
function standingOf(all: readonly Candidate[], viewer: number, unread: readonly Unread[]): Standing {
  const hidden = all.filter((one) => isPrivateElsewhere(one, viewer))
  const seen = all.filter((one) => !hidden.includes(one))
  const twice = seen.filter((one, index) => seen[index - 1]?.layer === one.layer)
  const unfit = seen.filter((one) => !twice.includes(one) && isUnfit(one))
  const once = seen.filter((one) => !twice.includes(one) && !unfit.includes(one))
  const guard = once.findLast(
    ({ source, define }) => source === 'directory' && define?.accessModifier === 'protected',
  )
  // Settings are no application that inherits: whoever makes them may set what they like.
  const against = once.filter(
    ({ source, layer }) => guard !== undefined && source === 'directory' && layer < guard.layer,
  )
  const [winner, ...overridden] = once.filter((one) => !against.includes(one))
  const refused = new Map<Candidate, BothLanguages>([
    ...twice.map((one) => [one, isTwice(one)] as const),
    ...unfit.map((one) => [one, builtInStays] as const),
    ...against.map((one) => [one, isProtected(guard?.application ?? '')] as const),
  ])
  const doubt = unread.find(({ layer }) => couldCount(layer, winner, guard))
  return { winner, overridden, refused, hidden, unknown: doubt && maybeOverridden(doubt) }
}

/** Of a Type all those count that stand one on top of the other; of an instance the first. */
function couldCount(layer: number, winner: Candidate | undefined, guard: Candidate | undefined): boolean {
  if (winner === undefined || winner.kind === 'meta') return false
  // What tries to override a protected one is refused, whatever it is.
  if (guard !== undefined && layer < guard.layer) return false
  return winner.kind === 'type' || layer < winner.layer
}

const maybeOverridden = ({ application, problem }: Unread): BothLanguages => ({
  en: `${application} may override it: nobody knows, because ${problem.at} could not be read. ${problem.en}`,
  zh: `无法确定 ${application} 是否改写了此元素，因为无法读取 ${problem.at}：${problem.zh}`,
})

const builtInStays: BothLanguages = {
  en: 'This is the name of a built-in element, and this one cannot take its place.',
  zh: '这是内置元素的名称，此元素不能取而代之。',
}

const isTwice = ({ place }: Candidate): BothLanguages => ({
  en: `This full name is there twice in one source${place === '' ? '' : `, here as ${place}`}; the first one counts.`,
  zh: `同一来源中此完整名称重复出现${place === '' ? '' : `（此处为 ${place}）`}，以第一个为准。`,
})

const isProtected = (application: string): BothLanguages => ({
  en: `${application} marks this element as protected: it cannot be overridden, and the one of ${application} counts.`,
  zh: `${application} 将此元素标记为 protected：不能改写，仍以 ${application} 中的为准。`,
})

/** Looks up full names from the point of view of an application; remembers what it has found. */
export function createLookup(candidates: readonly Candidate[], unread: readonly Unread[]) {
  const byName = Map.groupBy(candidates, ({ fullName }) => fullName)
  const found = new Map<string, Standing>()

  const unreadFor = (fullName: string) => unread.filter(({ prefix }) => fullName.startsWith(`${prefix}.`))

  function standing(fullName: string, viewer: number): Standing {
    const key = `${viewer} ${fullName}`
    const known = found.get(key) ?? standingOf(byName.get(fullName) ?? [], viewer, unreadFor(fullName))
    found.set(key, known)
    return known
  }

  return {
    fullNames: [...byName.keys()],
    standing,
    /** As an element sees it: those of an application with that application's eyes, all others as the first one. */
    from: (one: Candidate, fullName: string) =>
      standing(fullName, one.source === 'directory' ? one.layer : firstApplication),
    /** A full name that differs in upper and lower case alone. */
    nearly: (fullName: string) =>
      [...byName.keys()].find((one) => one.toLowerCase() === fullName.toLowerCase()),
  }
}

export type Lookup = ReturnType<typeof createLookup>

export const refusal = (one: Candidate, words: BothLanguages) =>
  problemOf(one.fullName, one.files === null ? '' : 'e.json: accessModifier', words)
