// Synchronises: a directory in a process of its own, and prints what came of it. It may be killed at any moment.
import { createLarkspur, LarkspurError } from '../../src/index.ts'
import { createEmulatorTime } from './emulator-time.ts'
import { type KillPoint, watchStatements } from './kill-point.ts'

const {
  FEISHU_HOST = '',
  APP_ID = '',
  APP_SECRET = '',
  DATABASE = '',
  SECRET = '',
  CONTROL,
  AHEAD = '0',
  POINT,
} = process.env

const calls: Record<string, number> = {}
const count = ({ pathname }: URL) => {
  // Ids name no operation.
  const name = pathname.replace(/od-\w+|ou_\w+/, 'id')
  calls[name] = (calls[name] ?? 0) + 1
}

async function control(body?: object): Promise<number> {
  const response = await fetch(`${FEISHU_HOST}/_emulator/api/clock`, {
    ...(body && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
  return ((await response.json()) as { now: number }).now
}

/** The emulator's clock, which is moved from here. */
async function controlledClock() {
  let now = await control({ freeze: true })
  return {
    now: () => now,
    freeze() {},
    async advance(ms: number) {
      now = await control({ advance: ms })
    },
  }
}

/** The real clock, so much ahead of it, and more with every wait. */
function ownClock(aheadMs: number) {
  let ahead = aheadMs
  return {
    now: () => Date.now() + ahead,
    freeze() {},
    advance(ms: number) {
      ahead += ms
    },
  }
}

const clock = CONTROL === undefined ? ownClock(Number(AHEAD)) : await controlledClock()
const time = createEmulatorTime({ clock })
const quiet = () => {}
const larkspur = await createLarkspur({
  url: 'http://127.0.0.1:3000',
  feishu: { appId: APP_ID, appSecret: APP_SECRET, host: FEISHU_HOST },
  database: DATABASE,
  sessionSecret: SECRET,
  allowInsecureHosts: true,
  logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  clock: time.clock,
  sleep: time.sleep,
  fetch(input, init) {
    count(new URL(String(input)))
    return time.fetch(input, init)
  },
})
const statements = watchStatements(POINT === undefined ? undefined : (JSON.parse(POINT) as KillPoint))
try {
  const report = await larkspur.directory.sync()
  const peakMb = process.resourceUsage().maxRSS / 1024
  process.stdout.write(`report ${JSON.stringify({ report, calls, statements, peakMb })}\n`)
} catch (error) {
  process.stdout.write(`refused ${error instanceof LarkspurError ? error.code : error}\n`)
}
await larkspur.close()
