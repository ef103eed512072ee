// Refuses: development tools in production (attack row D64).

import type { Environment } from '../server/environment.ts'
import { UsageError } from './failure.ts'
import { notInProduction } from './words.ts'

/** @throws UsageError */
export function refuseProduction(environment: Environment, command: string): void {
  if (environment.NODE_ENV?.trim().toLowerCase() === 'production') {
    throw new UsageError(notInProduction(command))
  }
}
