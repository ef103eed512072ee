// Keeps: the answers to open questions of the platform, and refuses those that are none.
import { z } from 'zod'
import type { EmulatorSwitches } from '../types.ts'

const status = z.int().min(200).max(599)
const shape = z.strictObject({
  usedCode: z.literal([20003, 20065]),
  usedRefreshToken: z.literal([20064, 20073]),
  oldTokenSurvivesRefresh: z.boolean(),
  gatewayStatus: status.min(400),
  wrongSecretStatus: status,
  allowGet: z.boolean(),
  maxScopes: z.int().min(0),
  redirectMismatch: z.literal([20029, 2000, 20023]),
  pkceOnV3: z.boolean(),
  strictQuery: z.boolean(),
  pageNotListedErrno: z.int(),
  failedPkceConsumesCode: z.boolean(),
  notAvailableAt: z.enum(['page', 'token']),
  ticketQuota: z.int().min(0),
  configErrorShape: z.enum(['both', 'errorCode', 'errno']),
  emptyJsApiList: z.enum(['all', 'none']),
  callBeforeReady: z.enum(['fail', 'answer']),
  queryChangeKeepsAuthentication: z.boolean(),
  passportErrorShape: z.enum(['oauth', 'coded']),
  passportErrorStatus: status.min(400),
  passportRefreshSeconds: z.int().min(1),
  miniProgramBadToken: z.enum(['service', 'gateway']),
  qrCodeSeconds: z.int().min(1).max(86_400),
  tmpCodeSeconds: z.int().min(1).max(86_400),
  eventDepartmentIds: z.enum(['empty', 'filled']),
  retryTimestamp: z.enum(['new', 'original']),
  rateWindow: z.enum(['sliding', 'fixed']),
  badPageSize: z.literal([40011, 99992402]),
  missingDepartment: z.enum(['own', 'gateway']),
  scopeUsersNeedEmployeeId: z.boolean(),
  emptyLists: z.boolean(),
  restrictedUserToken: z.literal([99991668, 99991677]),
  customFieldsOpen: z.boolean(),
  notInstalled: z.literal([11210, 99991673]),
  rangeEventEntries: z.int().min(1),
  eventsOutOfRange: z.enum(['none', 'ids', 'full']),
}) satisfies z.ZodType<EmulatorSwitches>

/** @throws Error that names each switch that is not as it should be */
export function checkSwitches(switches: object): EmulatorSwitches {
  const result = shape.safeParse(switches)
  if (result.success) return result.data
  const problems = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'switches'}: ${message}`,
  )
  throw new Error(`A switch is not as expected: ${problems.join('; ')}`)
}
