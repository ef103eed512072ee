// Routes: subscriptions to events, and their deliveries, of the control API.
import type { Emulator } from '../types.ts'
import * as bodies from './control-bodies.ts'
import { type AddCall, attempt, base, defined, findApp } from './control-calls.ts'
import { ControlRefusal, readBody, readQuery } from './control-input.ts'

/** Adds the calls that do what `emulator.events` does. */
export function addEventCalls(add: AddCall, emulator: Emulator): void {
  const { apps, events } = emulator
  const subscriptionOf = (appId: string) => ({ appId, ...apps.get(appId)?.events })

  add('GET', `${base}/events/subscription`, (c) => subscriptionOf(findApp(emulator, c).appId))
  add('POST', `${base}/events/subscription`, async (c) => {
    const given = defined(await readBody(c, bodies.subscriptionBody))
    return attempt(async () => {
      await events.subscribe(given)
      return subscriptionOf(given.appId ?? emulator.app.appId)
    })
  })
  add('DELETE', `${base}/events/subscription`, (c) => {
    const { appId } = findApp(emulator, c)
    events.unsubscribe(appId)
    return subscriptionOf(appId)
  })

  add('GET', `${base}/events/deliveries`, (c) => ({
    deliveries: events.deliveries(defined(readQuery(c, bodies.deliveriesQuery))),
  }))
  add('POST', `${base}/events/deliveries/:id/resend`, async (c) => {
    const id = c.req.param('id') ?? ''
    await readBody(c, bodies.emptyBody, { optional: true })
    if (events.deliveries().every((delivery) => String(delivery.id) !== id))
      throw new ControlRefusal(404, `There is no delivery ${id} in the list.`)
    return attempt(() => events.resend(Number(id)))
  })
  add('POST', `${base}/events/send`, async (c) => {
    const { type, event, ...options } = await readBody(c, bodies.sendBody)
    return attempt(() => events.send(type, event, defined(options)))
  })
  add('GET', `${base}/events/settled`, async () => {
    await events.settled()
    return { settled: true }
  })

  add('GET', `${base}/events/weather`, () => events.weather())
  add('POST', `${base}/events/weather`, async (c) => {
    const weather = defined(await readBody(c, bodies.weatherBody))
    return attempt(() => events.weather(weather))
  })
}
