// Routes: the control API, which does for any language what the `Emulator` object does in process.
import { type Context, Hono } from 'hono'
import { ClockError } from '../state/clock.ts'
import type { Emulator, Fault, Person } from '../types.ts'
import { refusalOf } from '../ui/guard.ts'
import * as bodies from './control-bodies.ts'
import { ControlRefusal, readBody, readQuery } from './control-input.ts'

const base = '/_emulator/api'

/**
 * The control API, below `/_emulator/api/`. Its routes are full paths, so mount it at `/`, before the console.
 *
 * No cross-origin page may call it, and it answers by a loopback name only.
 */
export function createControl(emulator: Emulator): Hono {
  const control = new Hono()
  const calls: string[] = []

  const add = (method: string, path: string, answer: (c: Context) => unknown): void => {
    calls.push(`${method} ${path}`)
    control.on(method, path, async (c) => {
      try {
        const reason = refusalOf(c)
        if (reason !== undefined) throw new ControlRefusal(403, reason)
        return c.json((await answer(c)) as object, 200, { 'cache-control': 'no-store' })
      } catch (error) {
        if (error instanceof ControlRefusal) return refuse(c, error)
        throw error
      }
    })
  }

  add('GET', `${base}/`, () => ({
    name: 'larkspur emulator',
    url: emulator.url,
    https: emulator.https ?? null,
    seed: emulator.seed,
    env: emulator.env,
    people: emulator.people.size,
    now: emulator.clock.now(),
    calls,
  }))

  add('GET', `${base}/people`, (c) => {
    const query = defined(readQuery(c, bodies.peopleQuery))
    return emulator.people.list({ limit: 50, ...query })
  })
  add('POST', `${base}/people`, async (c) => {
    const { status, ...given } = defined(await readBody(c, bodies.personBody, { optional: true }))
    return attempt(() => emulator.people.add({ ...given, ...(status && { status: defined(status) }) }))
  })
  add('GET', `${base}/people/:id`, (c) => findPerson(emulator, c))
  add('PATCH', `${base}/people/:id`, async (c) => {
    const { index } = findPerson(emulator, c)
    const { status, ...patch } = defined(await readBody(c, bodies.personBody))
    return attempt(() =>
      emulator.people.update(index, { ...patch, ...(status && { status: defined(status) }) }),
    )
  })

  add('DELETE', `${base}/people/:id`, (c) => {
    const person = findPerson(emulator, c)
    emulator.people.remove(person.index)
    return { removed: person.open_id }
  })

  add('GET', `${base}/app`, (c) => findApp(emulator, c))
  add('PATCH', `${base}/app`, async (c) => {
    const { appId } = findApp(emulator, c)
    const patch = defined(await readBody(c, bodies.appBody))
    return attempt(() => emulator.apps.update(appId, patch))
  })

  add('POST', `${base}/login/approve`, async (c) => {
    const { url, person, grantedScopes } = await readBody(c, bodies.loginBody)
    const options = grantedScopes ? { grantedScopes } : {}
    return attempt(() => ({ location: emulator.login.approve(url, person, options) }))
  })
  add('POST', `${base}/login/deny`, async (c) => {
    const { url, person } = await readBody(c, bodies.loginBody.omit({ grantedScopes: true }))
    return attempt(() => ({ location: emulator.login.deny(url, person) }))
  })
  add('POST', `${base}/login/withdraw`, async (c) => {
    const { person, ...options } = await readBody(c, bodies.withdrawBody)
    return attempt(() => {
      emulator.login.withdraw(person, defined(options))
      return { withdrawn: true }
    })
  })
  add('POST', `${base}/client/code`, async (c) => {
    const { pageUrl, person, ...options } = await readBody(c, bodies.codeBody)
    return attempt(() => ({ code: emulator.client.code(pageUrl, person, defined(options)) }))
  })
  add('POST', `${base}/mini-program/code`, async (c) => {
    const { person, ...options } = await readBody(c, bodies.miniProgramCodeBody)
    return attempt(() => ({ code: emulator.miniProgram.code(person, defined(options)) }))
  })
  add('GET', `${base}/qr-codes`, () => ({ codes: emulator.phone.codes() }))
  add('POST', `${base}/qr-codes/:token/scan`, async (c) => {
    const token = findQrCode(emulator, c)
    const { person } = await readBody(c, bodies.scanBody)
    return attempt(() => emulator.phone.scan(token, person))
  })
  for (const step of ['confirm', 'cancel', 'expire'] as const) {
    add('POST', `${base}/qr-codes/:token/${step}`, async (c) => {
      const token = findQrCode(emulator, c)
      await readBody(c, bodies.emptyBody, { optional: true })
      return attempt(() => emulator.phone[step](token))
    })
  }
  add('GET', `${base}/switches`, () => emulator.switches.get())
  add('PATCH', `${base}/switches`, async (c) => {
    // Which switches there are, and what each takes, is checked where they are kept.
    const patch = await readBody(c, bodies.switchesBody)
    return attempt(() => emulator.switches.update(patch))
  })
  add('POST', `${base}/tokens`, async (c) => {
    const settings = await readBody(c, bodies.tokensBody)
    return attempt(() => {
      emulator.tokens(settings)
      return settings
    })
  })
  add('GET', `${base}/clock`, () => ({ now: emulator.clock.now() }))
  add('POST', `${base}/clock`, async (c) => {
    const change = await readBody(c, bodies.clockBody)
    return attempt(() => {
      if ('freeze' in change) emulator.clock.freeze(change.freeze === true ? undefined : change.freeze)
      else if ('set' in change) emulator.clock.set(change.set)
      else if ('advance' in change) emulator.clock.advance(change.advance)
      else emulator.clock.resume()
      return { now: emulator.clock.now() }
    })
  })

  const faults = () => ({ faults: emulator.faults.list() })
  add('GET', `${base}/faults`, faults)
  add('POST', `${base}/faults`, async (c) => {
    const fault = (await readBody(c, bodies.faultBody)) as Fault
    return attempt(() => {
      emulator.faults.add(fault)
      return faults()
    })
  })
  add('DELETE', `${base}/faults`, () => {
    emulator.faults.clear()
    return faults()
  })

  add('GET', `${base}/requests`, (c) => ({
    requests: emulator.requests(defined(readQuery(c, bodies.requestsQuery))),
  }))
  add('DELETE', `${base}/requests`, () => {
    emulator.clearRequests()
    return { requests: [] }
  })

  add('POST', `${base}/reset`, async (c) => {
    await readBody(c, bodies.emptyBody, { optional: true })
    emulator.reset()
    return { reset: true }
  })

  control.all(`${base}/*`, (c) => {
    const message = `There is no ${c.req.method} ${c.req.path} in the control API.`
    return c.json({ error: { message, calls } }, 404)
  })
  return control
}

function refuse(c: Context, { status, message, problems }: ControlRefusal): Response {
  return c.json({ error: { message, ...(problems.length > 0 && { problems }) } }, status, {
    'cache-control': 'no-store',
  })
}

/** The emulator refuses by throwing an Error with a sentence; to a caller over HTTP that sentence is the answer. */
function attempt<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof TypeError && !(error instanceof ClockError)) throw error
    throw new ControlRefusal(400, error instanceof Error ? error.message : String(error))
  }
}

function findPerson(emulator: Emulator, c: Context): Person {
  const id = c.req.param('id') ?? ''
  const person = emulator.people.get(/^\d+$/.test(id) ? Number(id) : id, c.req.query('appId'))
  if (person === undefined) throw new ControlRefusal(404, `Nobody here is called ${id}.`)
  return person
}

function findQrCode(emulator: Emulator, c: Context): string {
  const token = c.req.param('token') ?? ''
  if (emulator.phone.codes().every((code) => code.token !== token))
    throw new ControlRefusal(404, `There is no QR code ${token}.`)
  return token
}

function findApp(emulator: Emulator, c: Context) {
  const { appId } = readQuery(c, bodies.appQuery)
  const app = appId === undefined ? emulator.app : emulator.apps.get(appId)
  if (app === undefined) throw new ControlRefusal(404, `There is no app ${appId}.`)
  return app
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without the keys whose value is undefined: absent and undefined differ in the emulator's options. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>
}
