// Checks: the form of the options that concern the directory and its events.

import * as z from 'zod'
import { appFields, inEnglish } from '../elements/index.ts'
import { limitOption } from './limit-option.ts'
import { scheduleProblem, timeZoneProblem } from './schedule-pattern.ts'

/** How old an event may be, in seconds: the last of the platform's tries comes 7 hours 5 minutes after the first. */
export const defaultTolerance = 28_800

/** Fails with the sentence that `problem` finds, if any. */
const told = (problem: (text: string) => string | undefined, otherwise: string) =>
  z.string({ error: otherwise }).superRefine((text, context) => {
    const message = problem(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

const app = appFields(inEnglish)
const tolerance = 'must be a whole number of seconds from 60 to 604800'

export const eventsSchema = z
  .strictObject(
    {
      encryptKey: app.encryptKey.optional(),
      verificationToken: app.verificationToken.optional(),
      toleranceSeconds: z
        .int({ error: tolerance })
        .min(60, { error: tolerance })
        .max(604_800, { error: tolerance })
        .default(defaultTolerance),
    },
    { error: 'must be { encryptKey?, verificationToken?, toleranceSeconds? }' },
  )
  .refine(
    ({ encryptKey, verificationToken }) => encryptKey !== undefined || verificationToken !== undefined,
    app.noEventSecret,
  )

const share = 'must be a share from 0 (remove nothing unasked) to 1 (no guard)'
const atOnce = 'must be a whole number from 1 to 50'
const pattern = 'must be a cron pattern such as "0 3 * * *", or false'

export const directorySchema = z
  .strictObject(
    {
      schedule: z
        .union([z.literal(false), z.string()], { error: pattern })
        .superRefine((text, context) => {
          const message = text === false ? undefined : scheduleProblem(text)
          if (message !== undefined) context.addIssue({ code: 'custom', message })
        })
        .default(false),
      timeZone: told(timeZoneProblem, 'must be a time zone such as UTC or Asia/Shanghai').default('UTC'),
      removalGuard: z.number({ error: share }).min(0, { error: share }).max(1, { error: share }).default(0.1),
      readers: z.enum(['role', 'everyone'], { error: 'must be "role" or "everyone"' }).default('role'),
      concurrency: z.int({ error: atOnce }).min(1, { error: atOnce }).max(50, { error: atOnce }).default(5),
      readsPerMinute: limitOption(600),
    },
    { error: 'must be { schedule?, timeZone?, removalGuard?, readers?, concurrency?, readsPerMinute? }' },
  )
  .prefault({})
