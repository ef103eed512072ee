// Holds: which guards a test has taken out. Every other file asks here, each guard in one place.
import type { EmulatorGuard } from '../types.ts'

export interface Guards {
  /** True unless the guard was taken out. */
  hold(guard: EmulatorGuard): boolean
  set(guard: EmulatorGuard, broken: boolean): void
}

export function createGuards(): Guards {
  const broken = new Set<EmulatorGuard>()
  return {
    hold: (guard) => !broken.has(guard),
    set: (guard, isBroken) => void (isBroken ? broken.add(guard) : broken.delete(guard)),
  }
}
