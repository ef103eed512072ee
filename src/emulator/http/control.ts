// Routes: the control API, which does for any language what the `Emulator` object does in process.
import { type Context, Hono } from 'hono'
import type { Emulator, Fault } from '../types.ts'
import { refusalOf } from '../ui/guard.ts'
import * as bodies from './control-bodies.ts'
import { type AddCall, attempt, base, defined, findApp, findQrCode } from './control-calls.ts'
import { addEventCalls } from './control-events.ts'
import { ControlRefusal, readBody, readQuery } from './control-input.ts'
import { addOrganisationCalls } from './control-organisation.ts'

/**
 * The control API, below `/_emulator/api/`. Its routes are full paths, so mount it at `/`, before the console.
 *
 * No cross-origin page may call it, and it answers by a loopback name only.
 */
export function createControl(emulator: Emulator): Hono {
  const control = new Hono()
  const calls: string[] = []

  const add: AddCall = (method, path, answer) => {
    calls.push(`${method} ${path}`)
    control.on(method, path, async (c) => {
      try {
        const reason = refusalOf(c)
        if (reason !== undefined) throw new ControlRefusal(403, reason)
        const result = await answer(c)
        if (result instanceof Response) return result
        return c.json(result as object, 200, { 'cache-control': 'no-store' })
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

  addOrganisationCalls(add, emulator)
  addEventCalls(add, emulator)

  add('GET', `${base}/app`, (c) => findApp(emulator, c))
  add('PATCH', `${base}/app`, async (c) => {
    const { appId } = findApp(emulator, c)
    const { events, ...patch } = defined(await readBody(c, bodies.appBody))
    return attempt(() =>
      emulator.apps.update(appId, { ...patch, ...(events && { events: defined(events) }) }),
    )
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
  add('GET', `${base}/rate-limits`, () => ({ rateLimits: emulator.rateLimits() }))
  add('POST', `${base}/rate-limits`, async (c) => {
    const { rateLimits } = await readBody(c, bodies.rateLimitsBody)
    return attempt(() => ({ rateLimits: emulator.rateLimits(rateLimits) }))
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
