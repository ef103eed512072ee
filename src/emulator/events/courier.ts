// Delivers: events to the apps' request URLs, again after failures, by the emulator's clock.
import type { Apps } from '../state/apps.ts'
import type { Clock } from '../state/clock.ts'
import { createDeliveryLog, type DeliveryLog } from '../state/deliveries.ts'
import type { RandomStream } from '../state/random.ts'
import type { Delivery, DeliveryTry, EmulatorSwitches } from '../types.ts'
import type { KeptEvent } from './envelope.ts'
import { sealEvent } from './letter.ts'
import type { Line } from './line.ts'
import type { Parcel } from './parcel.ts'
import { type PostLimits, post } from './post.ts'
import { createWaitingRoom } from './waiting-room.ts'
import type { Weather } from './weather.ts'

/** After a failure, counted from when the try before was due; then the platform gives up. */
const retryAfterMs = [15_000, 300_000, 3_600_000, 21_600_000]
/** How many deliveries of one app may wait for their answer at once. */
const mostSent = 10

export interface CourierOptions {
  clock: Clock
  apps: Apps
  switches: EmulatorSwitches
  random: RandomStream
  weather: Weather
  limits: PostLimits
  /** How many deliveries may wait; beyond, the oldest is lost. */
  most: number
}

export interface Courier {
  readonly log: DeliveryLog<KeptEvent>
  /** Takes an event to its app; `again` passes by the weather. */
  take(event: KeptEvent, again?: 'again'): Delivery
  settled(): Promise<void>
  /** Gives up what waits for this app. */
  abandon(appId: string): void
  /** Forgets everything, and what is on its way. */
  clear(): void
  close(): void
}

export function createCourier(options: CourierOptions): Courier {
  const { clock, apps, switches, random, weather, limits, most } = options
  const log = createDeliveryLog<KeptEvent>()
  const room = createWaitingRoom(clock, most, depart)
  let departure: NodeJS.Immediate | undefined
  let ending = new AbortController()
  let idle: (() => void)[] = []

  /** Everything that is told in one go is lined up before the first of it leaves. */
  function depart(): void {
    departure ??= setImmediate(() => {
      departure = undefined
      for (const line of room.lines()) while (line.sent < mostSent && sendNext(line));
      if (!room.isBusy()) rest()
    })
  }

  function rest(): void {
    const waiting = idle
    idle = []
    for (const done of waiting) done()
  }

  function sendNext(line: Line): boolean {
    const parcel = room.next(line)
    if (parcel === undefined) return false
    const { signal } = ending
    void send(parcel, signal).then((result) => {
      // What was on its way at a reset, or at the end, is nobody's business any more.
      if (signal.aborted) return
      line.sent--
      conclude(parcel, result)
      depart()
    })
    return true
  }

  async function send(parcel: Parcel, signal: AbortSignal): Promise<DeliveryTry | undefined> {
    const settings = apps.get(parcel.event.appId)?.events
    if (settings === undefined || settings.url === '') return undefined
    const at = clock.now()
    const now = `${Math.floor(at / 1_000)}`
    parcel.firstTimestamp ??= now
    const timestamp = switches.retryTimestamp === 'original' ? parcel.firstTimestamp : now
    const letter = sealEvent(parcel.event, settings, { timestamp, corrupt: parcel.corrupt, random })
    parcel.corrupt = false
    const started = performance.now()
    const result = await post({ ...letter, limits, signal })
    const ms = Math.round(performance.now() - started)
    return 'error' in result ? { at, error: result.error, ms } : { at, status: result.status, ms }
  }

  function conclude(parcel: Parcel, result: DeliveryTry | undefined): void {
    const { tries } = parcel.delivery
    if (result !== undefined) tries.push(result)
    const after = retryAfterMs[tries.length - 1]
    if (result !== undefined && result.status !== 200 && after !== undefined) {
      parcel.delivery.dueAt += after
      room.comeBack(parcel)
      return
    }
    parcel.place = 'done'
    parcel.delivery.state = result === undefined ? 'lost' : result.status === 200 ? 'delivered' : 'failed'
  }

  function add(event: KeptEvent, { behind = 0, corrupt = false, delayMs = 0 }): Delivery {
    const delivery = log.open(event, clock.now(), delayMs)
    room.enter({ event, delivery, place: 'ready', behind, corrupt })
    return delivery
  }

  function forget(): void {
    ending.abort()
    ending = new AbortController()
    clearImmediate(departure)
    departure = undefined
    room.clear()
    rest()
  }

  return {
    log,
    take(event, again) {
      if (again !== undefined) return add(event, {})
      const fate = weather.next()
      if (fate.lost) return Object.assign(log.open(event, clock.now()), { state: 'lost' as const })
      const delivery = add(event, fate)
      if (fate.duplicate) add(event, {})
      return delivery
    },
    settled: () =>
      departure !== undefined || room.isBusy() ? new Promise((done) => idle.push(done)) : Promise.resolve(),
    abandon(appId) {
      room.abandon(appId)
      // Whoever waits for the last of them learns that there is nothing more to wait for.
      depart()
    },
    clear() {
      forget()
      log.clear()
    },
    close() {
      forget()
      room.close()
    },
  }
}
