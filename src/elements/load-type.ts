// Composes: the methods of an instance from the loaders of its Types.

import { caseTwin } from './keys.ts'
import { explainFailure } from './loader-failure.ts'
import type { ElementInfo, ElementProblem, LoadLoginType, LoginMethods } from './model.ts'
import { type BothLanguages, problemOf } from './problem.ts'

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

/** How long one loader may take, its import included. */
const patienceMs = 10_000

/**
 * Runs the loaders one on top of the other, from the farthest Type to the nearest. Of what a loader returns the six
 * methods count; those that it does not give stay as they are below it. Never rejects.
 */
export async function composeType(parts: ComposeParts): Promise<ComposedType> {
  let methods = parts.official
  for (const loader of parts.loaders.toReversed()) {
    const step = await stepWith(loader, methods, parts)
    if (step.problem !== undefined) {
      return { methods: null, problems: [problemOf(loader.fullName, loader.at, step.problem)] }
    }
    methods = step.methods
  }
  return { methods, problems: [] }
}

type Step = { methods: LoginMethods; problem?: never } | { problem: BothLanguages }

const tooSlow: BothLanguages = {
  en: 'The loader did not finish within 10 seconds.',
  zh: 'loader 未在 10 秒内完成。',
}

async function stepWith(loader: TypeLoader, base: LoginMethods, parts: ComposeParts): Promise<Step> {
  const finished = new AbortController()
  const slow = async (): Promise<Step> => {
    await parts.sleep(patienceMs, finished.signal)
    return { problem: tooSlow }
  }
  const work = async (): Promise<Step> => {
    const load = loadOf(await loader.load())
    if (load === undefined) return { problem: noLoad }
    const given = await load({ element: structuredClone(parts.element), base: Object.freeze({ ...base }) })
    return withMethods(base, given)
  }
  try {
    return await Promise.race([work(), slow()])
  } catch (error) {
    return { problem: explainFailure(error, loader.at) }
  } finally {
    finished.abort()
  }
}

const noLoad: BothLanguages = {
  en: 'The loader must export a function: export const load = ({ element, base }) => ({ …base }).',
  zh: 'loader 必须导出一个函数：export const load = ({ element, base }) => ({ ...base })。',
}

/** The export `load`, or the default one: the function itself, or an object that has it (a CommonJS module). */
function loadOf(module: unknown): LoadLoginType | undefined {
  const { load, default: fallback } = Object(module)
  return [load, fallback, Object(fallback).load].find((one) => typeof one === 'function')
}

/** Methods may stand on a class: they are read by name and keep their `this`. */
function withMethods(base: LoginMethods, given: unknown): Step {
  if (typeof given !== 'object' || given === null) return { problem: nothing }
  const own: Partial<LoginMethods> = {}
  for (const name of loginMethodNames) {
    const method: unknown = Reflect.get(given, name)
    if (method === undefined) continue
    if (typeof method !== 'function') return { problem: noFunction(name) }
    Object.assign(own, { [name]: method.bind(given) })
  }
  const misspelt = Object.keys(given).find((key) => caseTwin(key, loginMethodNames) !== undefined)
  if (misspelt !== undefined) return { problem: misspeltAs(caseTwin(misspelt, loginMethodNames) ?? '') }
  return Object.keys(own).length === 0 ? { problem: nothing } : { methods: { ...base, ...own } }
}

const nothing: BothLanguages = {
  en: `The loader must return an object with at least one of the methods ${loginMethodNames.join(', ')}.`,
  zh: `loader 必须返回一个对象，其中至少包含以下方法之一：${loginMethodNames.join('、')}。`,
}

const noFunction = (name: string): BothLanguages => ({
  en: `${name}, as the loader returns it, is no function.`,
  zh: `loader 返回的 ${name} 不是函数。`,
})

const misspeltAs = (name: string): BothLanguages => ({
  en: `The loader returns a method that should be written ${name}.`,
  zh: `loader 返回的方法名应写作 ${name}。`,
})
