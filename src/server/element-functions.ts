// Lists: the functions of login elements that may be called over HTTP, with their arguments, and who may call each.

import * as z from 'zod'
import type { AuditAction } from '../audit/index.ts'
import type { LoginElement } from '../elements/index.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { isCode } from '../feishu/index.ts'
import { shaped } from './body.ts'

/**
 * - `anybody`: pages of this site, before anybody is signed in
 * - `themselves`: administrators, and the person whom it is about
 * - `administrators`: nobody else
 */
export type Callers = 'anybody' | 'themselves' | 'administrators'

/** One function, as it may be called. */
export interface ElementFunction {
  callers: Callers
  /** Null stands for an argument that is left out: pages pass on what their address does not hold. */
  args: z.ZodType<object>
  call(element: LoginElement, args: object): Promise<unknown>
  /** The keys of the answer that leave the server; whatever else an own Type answers with stays. */
  keys: readonly string[]
  /** Under which name the audit log tells of it. */
  action?: AuditAction
}

const given = <T extends z.ZodType>(shape: T) => shape.nullish().transform((value) => value ?? undefined)
const text = z.string().min(1).max(2048)
const id = z.string().min(1).max(256)

const define = <T extends object>(
  callers: Callers,
  args: z.ZodType<T>,
  call: (element: LoginElement, args: T) => Promise<unknown>,
  rest: Pick<ElementFunction, 'keys' | 'action'>,
): ElementFunction => ({ callers, args, call: (element, given) => call(element, given as T), ...rest })

/** The ten documented keys, and ours. */
const loginKeys = [
  ...[
    'userId',
    'name',
    'mobile',
    'email',
    'avatar',
    'department',
    'position',
    'gender',
    'status',
    'isLeader',
  ],
  ...['openId', 'unionId', 'tenantKey'],
]
const detailKeys = [
  ...loginKeys,
  ...['enName', 'employeeNo', 'departments', 'leaderId', 'city', 'country', 'workStation', 'joinedAt'],
]

const functions: ReadonlyMap<string, ElementFunction> = new Map(
  Object.entries({
    getLoginConfig: define(
      'anybody',
      z.strictObject({ redirectUri: given(text) }),
      (element, args) => element.getLoginConfig(args),
      { keys: ['appId', 'state', 'redirectUri'] },
    ),
    getLoginCode: define(
      'anybody',
      z.strictObject({ authCode: z.string().refine(isCode), state: given(text), redirectUri: given(text) }),
      (element, args) => element.getLoginCode(args),
      { keys: loginKeys },
    ),
    getUserInfo: define(
      'themselves',
      z.strictObject({ userId: id }),
      (element, args) => element.getUserInfo(args),
      { keys: detailKeys },
    ),
    syncUserInfo: define(
      'themselves',
      z.strictObject({ userId: id, forceUpdate: given(z.boolean()) }),
      (element, args) => element.syncUserInfo(args),
      { keys: [], action: 'element.sync_user' },
    ),
    syncDepartmentInfo: define(
      'administrators',
      z.strictObject({ deptId: given(id) }),
      (element, args) => element.syncDepartmentInfo(args),
      { keys: [], action: 'element.sync_department' },
    ),
  }),
)

/** What a token could do must not depend on who reads an answer. */
const forServer = 'getAccessToken'

/** Undefined for a function that no element has, or that an own Type has added. */
export function findFunction(name: string): ElementFunction | 'for_server' | undefined {
  return name === forServer ? 'for_server' : functions.get(name)
}

/** @throws LarkspurError `request_invalid`; it names arguments that the function has, and no value */
export function readArguments({ args }: ElementFunction, value: unknown): object {
  const unknown = args.safeParse(value).error?.issues.some(({ code }) => code === 'unrecognized_keys')
  if (unknown) {
    throw new LarkspurError('request_invalid', { message: 'The function takes no such argument.' })
  }
  return shaped(value, args)
}

/** The keys of an answer that may leave the server. */
export function shown(answer: unknown, keys: readonly string[]): Record<string, unknown> | null {
  if (keys.length === 0 || typeof answer !== 'object' || answer === null) return null
  return Object.fromEntries(
    keys.map((key) => [key, Object.hasOwn(answer, key) ? (answer as Record<string, unknown>)[key] : null]),
  )
}
