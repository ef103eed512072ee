// Shows: Larkspur as a library behind Node's own http server.
import { createLarkspur } from 'larkspur'
import { serve } from 'larkspur/node'

const { APP_ID = '', APP_SECRET = '', FEISHU_HOST = '', SESSION_SECRET = '', PORT = '3000' } = process.env
const url = `http://127.0.0.1:${PORT}`

const larkspur = await createLarkspur({
  url,
  feishu: { appId: APP_ID, appSecret: APP_SECRET, host: FEISHU_HOST },
  database: 'sqlite:./data/larkspur.db',
  sessionSecret: SESSION_SECRET,
  // An emulator on this machine is plain http; only development may use one.
  allowInsecureHosts: process.env.NODE_ENV === 'development',
})

await serve(larkspur, { port: Number(PORT) })
process.stdout.write(`Open ${url}/\n`)
