// Helps: the calls of the control API to find what a caller names and to say why something cannot be done.
import type { Context } from 'hono'
import { ClockError } from '../state/clock.ts'
import type { Emulator, Person } from '../types.ts'
import { appQuery } from './control-bodies.ts'
import { ControlRefusal, readQuery } from './control-input.ts'

export const base = '/_emulator/api'

/** Adds a call. What is answered becomes JSON, unless it is a response already. */
export type AddCall = (method: string, path: string, answer: (c: Context) => unknown) => void

/** The emulator refuses by throwing an Error with a sentence; to a caller over HTTP that sentence is the answer. */
export async function attempt<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof TypeError && !(error instanceof ClockError)) throw error
    throw new ControlRefusal(400, error instanceof Error ? error.message : String(error))
  }
}

export function findPerson(emulator: Emulator, c: Context): Person {
  const id = c.req.param('id') ?? ''
  const person = emulator.people.get(/^\d+$/.test(id) ? Number(id) : id, c.req.query('appId'))
  if (person === undefined) throw new ControlRefusal(404, `Nobody here is called ${id}.`)
  return person
}

export function findQrCode(emulator: Emulator, c: Context): string {
  const token = c.req.param('token') ?? ''
  if (emulator.phone.codes().every((code) => code.token !== token))
    throw new ControlRefusal(404, `There is no QR code ${token}.`)
  return token
}

export function findApp(emulator: Emulator, c: Context) {
  const { appId } = readQuery(c, appQuery)
  const app = appId === undefined ? emulator.app : emulator.apps.get(appId)
  if (app === undefined) throw new ControlRefusal(404, `There is no app ${appId}.`)
  return app
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without the keys whose value is undefined: absent and undefined differ in the emulator's options. */
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>
}
