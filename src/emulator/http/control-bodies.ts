// Declares: what the calls of the control API accept.
import { z } from 'zod'

const person = z.union([z.string().min(1), z.int().min(0)])
const text = z.string()
const texts = z.array(z.string().min(1))
const eventTypes = z.union([z.literal('all'), texts], { error: 'expected "all" or a list of types' })

export const loginBody = z.strictObject({
  /** The authorize URL that the app redirected to. */
  url: z.url(),
  person,
  grantedScopes: texts.optional(),
})

export const withdrawBody = z.strictObject({ person, appId: text.optional() })

export const codeBody = z.strictObject({
  pageUrl: z.url({ protocol: /^https?$/ }),
  person,
  scopeList: texts.optional(),
  appId: text.optional(),
  api: z.enum(['requestAccess', 'requestAuthCode']).optional(),
})

export const miniProgramCodeBody = z.strictObject({
  person,
  api: z.enum(['requestAccess', 'login']).optional(),
  scopeList: texts.optional(),
  appId: text.optional(),
})

/** Whose phone it is. */
export const scanBody = z.strictObject({ person })

/** Exactly one of these. */
export const clockBody = z.union(
  [
    z.strictObject({ freeze: z.union([z.literal(true), z.int()]) }),
    z.strictObject({ set: z.int() }),
    z.strictObject({ advance: z.union([z.int().min(0), z.string().min(1)]) }),
    z.strictObject({ resume: z.literal(true) }),
  ],
  {
    error:
      'expected one of {"freeze": true or epoch ms}, {"set": epoch ms}, {"advance": ms or "2h"}, {"resume": true}',
  },
)

export const switchesBody = z.record(z.string(), z.unknown())

export const tokensBody = z.strictObject({ ttlSeconds: z.int().min(1).max(7_200) })

export const faultBody = z.strictObject({
  operation: z.string().min(1),
  times: z.int().min(1).max(1_000_000).optional(),
  phase: z.enum(['before', 'after']).optional(),
  effect: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('error'), code: z.int() }),
    z.strictObject({
      kind: z.literal('status'),
      status: z.int().min(200).max(599),
      body: text.optional(),
      contentType: text.optional(),
      headers: z.record(z.string(), z.string()).optional(),
    }),
    z.strictObject({ kind: z.literal('delay'), ms: z.int().min(0).max(600_000) }),
    z.strictObject({ kind: z.literal('drop') }),
    z.strictObject({ kind: z.literal('truncate') }),
    z.strictObject({ kind: z.literal('html') }),
    z.strictObject({ kind: z.literal('omit'), field: z.string().min(1) }),
  ]),
})

const flag = z.boolean().optional()
export const personBody = z.strictObject({
  name: text.optional(),
  en_name: text.optional(),
  avatar_url: text.optional(),
  email: text.optional(),
  enterprise_email: text.optional(),
  mobile: text.optional(),
  user_id: text.optional(),
  tenant_key: text.optional(),
  job_title: text.optional(),
  departments: texts.optional(),
  leader: person.nullable().optional(),
  status: z
    .strictObject({
      is_frozen: flag,
      is_resigned: flag,
      is_activated: flag,
      is_exited: flag,
      is_unjoin: flag,
    })
    .optional(),
})

export const appBody = z.strictObject({
  appSecret: z.string().min(1).optional(),
  name: text.optional(),
  redirectUrls: texts.optional(),
  trustedDomains: texts.optional(),
  scopes: texts.optional(),
  availability: z.union([z.literal('all'), z.array(z.int().min(0))]).optional(),
  enabled: flag,
  installed: flag,
  refreshEnabled: flag,
  qrLogin: flag,
  ipAllowList: texts.optional(),
  contactRange: z
    .union(
      [
        z.literal('availability'),
        z.literal('all'),
        z.strictObject({ departments: texts, people: z.array(z.int().min(0)) }),
      ],
      { error: 'expected "availability", "all" or {"departments": ["od-…"], "people": [0]}' },
    )
    .optional(),
  events: z
    .strictObject({
      url: text.optional(),
      encryptKey: text.optional(),
      verificationToken: text.optional(),
      types: eventTypes.optional(),
    })
    .optional(),
})

export const rateLimitsBody = z.strictObject({
  rateLimits: z.union([z.boolean(), z.strictObject({ factor: z.number() })], {
    error: 'expected true, false or {"factor": 0.1}',
  }),
})

const departmentFields = {
  enName: text.optional(),
  customId: text.optional(),
  parent: text.optional(),
  leader: person.nullable().optional(),
  deputies: z.array(person).optional(),
  order: z.int().min(0).optional(),
}
export const newDepartmentBody = z.strictObject({ name: text, ...departmentFields })
export const departmentBody = z.strictObject({ name: text.optional(), ...departmentFields })

export const subscriptionBody = z.strictObject({
  appId: text.optional(),
  url: text,
  encryptKey: text.optional(),
  verificationToken: text.optional(),
  types: eventTypes.optional(),
})

export const sendBody = z.strictObject({
  type: z.string().min(1),
  event: z.record(z.string(), z.unknown()),
  appId: text.optional(),
  schema: z.enum(['1.0', '2.0']).optional(),
})

const share = z.number().min(0).max(1).optional()
export const weatherBody = z.strictObject({
  duplicate: share,
  reorder: share,
  delay: share,
  lose: share,
  corrupt: share,
  seed: z.int().optional(),
})

export const emptyBody = z.strictObject({})

const whole = (most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.number().max(most))

const page = {
  search: text.optional(),
  offset: whole(999_999_999).optional(),
  limit: whole(500).optional(),
}

export const peopleQuery = z.strictObject({
  ...page,
  department: text.optional(),
  appId: text.optional(),
})

export const departmentsQuery = z.strictObject({ ...page, parent: text.optional() })

const since = z
  .string()
  .regex(/^\d{1,15}$/, 'expected epoch milliseconds')
  .transform(Number)
  .optional()

export const requestsQuery = z.strictObject({ operation: text.optional(), since })

export const deliveriesQuery = z.strictObject({
  appId: text.optional(),
  type: text.optional(),
  state: z.enum(['waiting', 'delivered', 'failed', 'lost']).optional(),
  since,
})

export const appQuery = z.strictObject({ appId: text.optional() })
