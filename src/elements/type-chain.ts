// Follows: an element's Types up to the Meta.

import type { Candidate } from './candidates.ts'
import type { TypeLoader } from './load-type.ts'
import type { Lookup, Standing } from './precedence.ts'
import type { BothLanguages } from './problem.ts'

/** The Types above an element, or why there is no way up to the Meta. */
export type Chain =
  | { types: readonly string[]; loaders: readonly TypeLoader[]; mistake?: never }
  | { mistake: BothLanguages }

export function chainOf(element: Candidate, lookup: Lookup): Chain {
  const types: string[] = []
  const loaders: TypeLoader[] = []
  const path = [element]
  let current = element
  while (current.kind !== 'meta') {
    const type = current.define?.type ?? ''
    const standing = lookup.from(current, type)
    const next = standing.winner
    const mistake =
      next !== undefined && path.includes(next) ? cycle([...path, next]) : wrongType(type, standing, lookup)
    if (next === undefined || mistake !== undefined) {
      const first = types[0]
      return {
        mistake: first === undefined || next === element ? (mistake ?? unusable(type)) : unusable(first),
      }
    }
    types.push(type)
    loaders.push(...loadersOf(standing))
    path.push(next)
    current = next
  }
  return { types, loaders }
}

/** A Type stands on those of its name that it overrides. */
function loadersOf({ winner, overridden }: Standing): TypeLoader[] {
  return [winner, ...overridden].map((one) => one?.loader ?? null).filter((loader) => loader !== null)
}

/** An overridden Type that cannot be used: leaving it out would leave out what it forbids, too. */
export const brokenBelow = ({ overridden }: Standing): BothLanguages | undefined => {
  const broken = overridden.find(({ problems }) => problems.length > 0)
  return broken === undefined
    ? undefined
    : {
        en: `The Type of ${broken.application} that this one overrides cannot be used; correct that one first.`,
        zh: `此 Type 所改写的 ${broken.application} 中的 Type 无法使用，请先修正后者。`,
      }
}

function wrongType(type: string, standing: Standing, lookup: Lookup): BothLanguages | undefined {
  const { winner, hidden } = standing
  if (winner === undefined) {
    if (type === '') return { en: 'Only the Meta has no type.', zh: '只有 Meta 可以没有 type。' }
    const [secret] = hidden
    return secret === undefined ? unknown(type, lookup.nearly(type)) : isPrivate(type, secret.application)
  }
  if (winner.problems.length > 0) return unusable(type)
  if (winner.kind === 'instance') {
    return {
      en: `${type} is an instance, not a Type; an instance has no loader.`,
      zh: `${type} 是实例，不是 Type；实例没有 loader。`,
    }
  }
  const isWhole = brokenBelow(standing) === undefined && standing.unknown === undefined
  return isWhole ? undefined : unusable(type)
}

const unknown = (type: string, nearly: string | undefined): BothLanguages => ({
  en: `There is no Type ${type}.${nearly === undefined ? '' : ` There is ${nearly}: upper and lower case matter.`}`,
  zh: `没有名为 ${type} 的 Type。${nearly === undefined ? '' : `现有 ${nearly}，请注意区分大小写。`}`,
})

const isPrivate = (type: string, application: string): BothLanguages => ({
  en: `${type} is private to ${application}.`,
  zh: `${type} 是 ${application} 的私有（private）元素。`,
})

const unusable = (type: string): BothLanguages => ({
  en: `Its Type ${type} cannot be used; see the problems there.`,
  zh: `其 Type ${type} 无法使用，请查看该 Type 的问题。`,
})

const cycle = (path: readonly Candidate[]): BothLanguages => {
  const shown = path.map(({ fullName }) => fullName).join(' → ')
  return {
    en: `The types go in a circle and never reach the Meta: ${shown}.`,
    zh: `type 形成循环，无法到达 Meta：${shown}。`,
  }
}
