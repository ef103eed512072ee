// Synchronises: a directory in a process of its own, and prints what came of it. It may be killed at any moment.
import { createLarkspur } from '../../src/index.ts'
import { createEmulatorTime } from './emulator-time.ts'

const { FEISHU_HOST = '', APP_ID = '', APP_SECRET = '', DATABASE = '', SECRET = '', CONTROL } = process.env

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

/** With CONTROL the emulator's clock is moved; otherwise nobody waits here for long, and the real one will do. */
async function emulatorTime() {
  let now = await control({ freeze: true })
  const clock = {
    now: () => now,
    freeze: () => {},
    advance: async (ms: number) => {
      now = await control({ advance: ms })
    },
  }
  const time = createEmulatorTime({ clock })
  const counted: typeof fetch = (input, init) => {
    count(new URL(String(input)))
    return time.fetch(input, init)
  }
  return { clock: time.clock, sleep: time.sleep, fetch: counted }
}

const quiet = () => {}
const larkspur = await createLarkspur({
  url: 'http://127.0.0.1:3000',
  feishu: { appId: APP_ID, appSecret: APP_SECRET, host: FEISHU_HOST },
  database: DATABASE,
  sessionSecret: SECRET,
  allowInsecureHosts: true,
  logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  ...(CONTROL === undefined ? {} : await emulatorTime()),
})
process.stdout.write('ready\n')
const report = await larkspur.directory.sync({
  onProgress: ({ calls }) => void (CONTROL === undefined && process.stdout.write(`calls ${calls}\n`)),
})
const peakMb = process.resourceUsage().maxRSS / 1024
process.stdout.write(`report ${JSON.stringify({ report, calls, peakMb })}\n`)
await larkspur.close()
