// Composes: the methods of an instance from the loaders of its Types.

import type { ElementInfo, ElementProblem, LoginMethods } from './model.ts'

/** Names of the six methods. */
export const loginMethodNames = [
  'getLoginConfig',
  'getLoginCode',
  'getUserInfo',
  'getAccessToken',
  'syncUserInfo',
  'syncDepartmentInfo',
] as const satisfies (keyof LoginMethods)[]

/** One loader of a Type. */
export interface TypeLoader {
  /** Of the Type. */
  fullName: string
  /** Its file, or the option. */
  at: string
  /** The loader's module; its export `load`, or the default one, is a `LoadLoginType`. */
  load(): Promise<unknown>
}

export interface ComposedType {
  /** Null together with a problem. */
  methods: LoginMethods | null
  /** `fullName` is that of the Type whose loader failed. */
  problems: readonly ElementProblem[]
}

export interface ComposeParts {
  /** Of the instance. */
  element: ElementInfo
  /** The nearest first, as `resolveElements` gives them. */
  loaders: readonly TypeLoader[]
  /** The official methods of this instance: the base at last. */
  official: LoginMethods
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Runs the loaders one on top of the other. Never rejects. */
export async function composeType({ official }: ComposeParts): Promise<ComposedType> {
  return { methods: official, problems: [] }
}
