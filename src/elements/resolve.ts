// Decides: which element counts for each full name, and whether it can be used.

import { type Candidate, collectCandidates, type ElementSources, firstApplication } from './candidates.ts'
import { nameOf } from './full-name.ts'
import type { TypeLoader } from './load-type.ts'
import type { ElementDefine, ElementFiles, ElementInfo, ElementProblem, ElementSource } from './model.ts'
import { createLookup, type Lookup, refusal, type Standing, unreadOf } from './precedence.ts'
import { problemOf } from './problem.ts'
import { brokenBelow, chainOf } from './type-chain.ts'

export interface ResolvedElement {
  fullName: string
  /** The last segment. */
  name: string
  kind: 'meta' | 'type' | 'instance'
  source: ElementSource
  /** Name of its application; '' for those of no directory. */
  application: string
  place: string
  /** Null when its e.json cannot be read. */
  define: ElementDefine | null
  /**
   * `overridden`: another one of the same name counts, or it may not override what does (then it has problems);
   * `hidden`: `private` in an application that another one extends.
   */
  state: 'usable' | 'invalid' | 'overridden' | 'hidden'
  /** The element that counts instead, as messages call it; null unless `overridden`. */
  overriddenBy: { source: ElementSource; application: string; place: string } | null
  problems: readonly ElementProblem[]
  /** For `composeType`. Null unless it is usable. */
  info: ElementInfo | null
  /** What makes the methods of an instance, the nearest first; for `composeType`. */
  loaders: readonly TypeLoader[]
  /** Null for those of no directory. */
  files: ElementFiles | null
}

/**
 * All elements, Meta and Types first, then the instances by full name; of one full name the one that counts first.
 * The same input gives the same answer. Never throws.
 */
export function resolveElements(sources: ElementSources): ResolvedElement[] {
  const lookup = createLookup(collectCandidates(sources), unreadOf(sources.applications))
  const standings = lookup.fullNames.map((fullName) => lookup.standing(fullName, firstApplication))
  const owners = ownersOfNames(standings)
  return standings.flatMap((standing) => resolveName(standing, lookup, owners)).sort(inOrder)
}

const ranks = { meta: 0, type: 1, instance: 2 }

/** The sort is stable: of one full name the order stays. */
function inOrder(one: ResolvedElement, other: ResolvedElement): number {
  if (one.fullName === other.fullName) return 0
  return ranks[one.kind] - ranks[other.kind] || (one.fullName < other.fullName ? -1 : 1)
}

/** `instance` in addresses is the last segment: the first one in the order of precedence has it, in whatever case. */
function ownersOfNames(standings: readonly Standing[]): Map<string, Candidate> {
  const instances = standings
    .flatMap(({ winner }) => (winner?.kind === 'instance' ? [winner] : []))
    .sort((one, other) => one.layer - other.layer || (one.fullName < other.fullName ? -1 : 1))
  const owners = new Map<string, Candidate>()
  for (const one of instances) {
    const key = nameOf(one.fullName).toLowerCase()
    if (!owners.has(key)) owners.set(key, one)
  }
  return owners
}

function resolveName(standing: Standing, lookup: Lookup, owners: Map<string, Candidate>): ResolvedElement[] {
  const { winner, overridden, refused, hidden } = standing
  const counting = winner === undefined ? [] : [resolveWinner(winner, standing, lookup, owners)]
  const instead =
    winner === undefined
      ? null
      : { source: winner.source, application: winner.application, place: winner.place }
  return [
    ...counting,
    ...overridden.map((one) => ({ ...basics(one), state: 'overridden' as const, overriddenBy: instead })),
    ...[...refused].map(([one, reason]) => ({
      ...basics(one),
      state: 'overridden' as const,
      overriddenBy: instead,
      problems: [...one.problems, refusal(one, reason)],
    })),
    ...hidden.map((one) => ({ ...basics(one), state: 'hidden' as const })),
  ]
}

function basics(one: Candidate): Omit<ResolvedElement, 'state'> {
  const { fullName, kind, source, application, place, define, files, problems } = one
  return {
    ...{ fullName, kind, source, application, place, define, files, problems },
    name: nameOf(fullName),
    overriddenBy: null,
    info: null,
    loaders: [],
  }
}

function resolveWinner(
  one: Candidate,
  standing: Standing,
  lookup: Lookup,
  owners: Map<string, Candidate>,
): ResolvedElement {
  const { fullName, define } = one
  const chain = define === null ? undefined : chainOf(one, lookup)
  const problems = [
    ...one.problems,
    ...(chain?.mistake === undefined || one.problems.length > 0
      ? []
      : [problemOf(fullName, typeField(one), chain.mistake)]),
    ...(one.kind === 'type' ? wrongBelow(one, standing) : []),
    ...(standing.unknown === undefined ? [] : [problemOf(fullName, '', standing.unknown)]),
    ...(one.kind === 'instance' ? wrongOwner(one, owners) : []),
  ]
  if (problems.length > 0 || define === null || chain === undefined || chain.mistake !== undefined) {
    return { ...basics(one), state: 'invalid', problems }
  }
  const info = { fullName, name: nameOf(fullName), define, types: chain.types }
  return { ...basics(one), state: 'usable', info, loaders: one.kind === 'instance' ? chain.loaders : [] }
}

const typeField = (one: Candidate) => (one.files === null ? 'type' : 'e.json: type')

function wrongBelow(one: Candidate, standing: Standing): ElementProblem[] {
  const words = brokenBelow(standing)
  return words === undefined ? [] : [problemOf(one.fullName, '', words)]
}

function wrongOwner(one: Candidate, owners: Map<string, Candidate>): ElementProblem[] {
  const owner = owners.get(nameOf(one.fullName).toLowerCase())
  if (owner === undefined || owner === one) return []
  const words = {
    en: `The name is taken by ${owner.fullName}: the last part of a full name is unique, whatever its case.`,
    zh: `名称已被 ${owner.fullName} 占用：完整名称的最后一段必须唯一，且不区分大小写。`,
  }
  return [problemOf(one.fullName, '', words)]
}
