// Runs: an emulated Feishu and the app in front of it, for a person who has neither.

import { randomBytes } from 'node:crypto'
import { type Listening, listen } from '../node/serve.ts'
import { createLarkspur } from '../server/larkspur.ts'
import { createLogger } from '../server/log/logger.ts'
import { demoScopes } from './demo-scopes.ts'
import { defaultEmulatorPort } from './emulator.ts'
import { withPort } from './failure.ts'
import { refuseProduction } from './guard.ts'
import { type Io, terminalLanguage } from './io.ts'
import { readLogLevel } from './log-level.ts'
import { readPort } from './numbers.ts'
import { devHelp } from './texts.ts'

/** Fixed, so that people and their ids are the same at every start and the database goes on fitting. */
const seed = 2026

async function startFeishu(io: Io, appUrl: string) {
  const port = readPort(io.environment.EMULATOR_PORT, 'EMULATOR_PORT', defaultEmulatorPort)
  const { startEmulator } = await import('../emulator/index.ts')
  return withPort(port, 'EMULATOR_PORT', () =>
    startEmulator({
      port,
      seed,
      // 200 who can sign in, and 8 who cannot: frozen, resigned, not activated, gone.
      organisation: { users: 208 },
      app: {
        name: 'Larkspur',
        scopes: [...demoScopes],
        redirectUrls: [`${appUrl}/auth/callback`, `${appUrl}/`, `${appUrl}/callback`],
        trustedDomains: [appUrl],
      },
      appHomeUrl: `${appUrl}/`,
    }),
  )
}

const administratorOf = (feishu: Feishu) => {
  const person = feishu.people.get(0)
  if (person === undefined) throw new Error('The emulated organisation has nobody.')
  return person
}

type Feishu = Awaited<ReturnType<typeof startFeishu>>

async function startApp(io: Io, listening: Listening, url: string, feishu: Feishu): Promise<void> {
  const { encryptKey, verificationToken } = feishu.app.events
  const { APP_ID: appId, APP_SECRET: appSecret, FEISHU_HOST: host } = feishu.env
  const logger = createLogger(readLogLevel(io.environment.LOG_LEVEL, 'warn'))
  const larkspur = await createLarkspur({
    url,
    feishu: { appId, appSecret, host, events: { encryptKey, verificationToken } },
    database: 'sqlite:./data/dev.db',
    // Who stands first in the simulated organisation may open the console.
    firstAdministrators: [administratorOf(feishu).open_id],
    sessionSecret: randomBytes(32).toString('base64url'),
    // The simulated client shows the app in a frame of the console.
    frameAncestors: [feishu.url],
    // Everybody here is this machine, and trying it with many people at once is what it is for.
    signInPerMinute: 0,
    signInsAtOnce: 0,
    allowInsecureHosts: true,
    logger,
  })
  listening.attach(larkspur)
  await feishu.events.subscribe({ url: `${url}/auth/events`, encryptKey, verificationToken })
  // Nobody waits for it; it ends with the app.
  larkspur.directory.sync().catch((error) => {
    if (error.code !== 'aborted') logger.warn({ error: error.message }, 'the directory was not synchronised')
  })
}

export async function dev(io: Io): Promise<void> {
  refuseProduction(io.environment, 'dev')
  const stopped = io.onStop()
  const port = readPort(io.environment.PORT, 'PORT', 3000)
  const listening = await withPort(port, 'PORT', () => listen({ port }))
  try {
    const url = `http://127.0.0.1:${listening.port}`
    const feishu = await startFeishu(io, url)
    try {
      await startApp(io, listening, url, feishu)
      for (const line of devHelp(terminalLanguage(io.environment), {
        appUrl: url,
        feishuUrl: feishu.url,
        administrator: administratorOf(feishu).name,
      }))
        io.err(line)
      await stopped
      // The app first: its requests under way still need their platform.
      await listening.close()
    } finally {
      await feishu.close()
    }
  } finally {
    await listening.close()
  }
}
