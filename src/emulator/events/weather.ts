// Spoils: a share of the deliveries, as a network and a busy platform do. The same seed spoils the same ones.
import { createRandomStream, deriveKey } from '../state/random.ts'
import type { EventWeather } from '../types.ts'

/** What happens to one delivery. */
export interface Fate {
  lost: boolean
  duplicate: boolean
  corrupt: boolean
  /** How many later ones go first. */
  behind: number
  delayMs: number
}

export interface Weather {
  get(): EventWeather
  set(weather: EventWeather): void
  next(): Fate
}

const shares = ['duplicate', 'reorder', 'delay', 'lose', 'corrupt'] as const
const mostBehind = 5
const longestDelayMs = 600_000

function check(weather: EventWeather): void {
  for (const name of shares) {
    const share = weather[name] ?? 0
    if (!(share >= 0 && share <= 1)) throw new Error(`${name} is a share from 0 to 1; got ${share}`)
  }
}

export function createWeather(emulatorSeed: number): Weather {
  const streamOf = ({ seed = emulatorSeed }: EventWeather) =>
    createRandomStream(deriveKey(seed, 'event weather'))
  let weather: EventWeather = {}
  let random = streamOf(weather)
  const draw = () => random.bytes(4).readUInt32BE() / 2 ** 32

  return {
    get: () => ({ ...weather }),
    set(given) {
      check(given)
      weather = { ...given }
      random = streamOf(weather)
    },
    next() {
      // All are drawn each time, so that a change of one share leaves what the others hit.
      const [duplicate, reorder, delay, lose, corrupt] = shares.map((name) => draw() < (weather[name] ?? 0))
      const [behind, length] = [1 + Math.floor(draw() * mostBehind), 1 + Math.floor(draw() * longestDelayMs)]
      return {
        lost: lose === true,
        duplicate: duplicate === true,
        corrupt: corrupt === true,
        behind: reorder === true ? behind : 0,
        delayMs: delay === true ? length : 0,
      }
    },
  }
}
