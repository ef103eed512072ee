// Shows: who works in the department of the person who is signed in, out of the local directory.
import { createLarkspur } from 'larkspur'
import { serve } from 'larkspur/node'

const { APP_ID = '', APP_SECRET = '', FEISHU_HOST = '', SESSION_SECRET = '', PORT = '3000' } = process.env
const url = `http://127.0.0.1:${PORT}`

const larkspur = await createLarkspur({
  url,
  feishu: { appId: APP_ID, appSecret: APP_SECRET, host: FEISHU_HOST },
  // Every night; with `feishu.events` also at once, when something changes.
  directory: { schedule: '0 3 * * *' },
  database: 'sqlite:./data/larkspur.db',
  sessionSecret: SESSION_SECRET,
  // An emulator on this machine is plain http; only development may use one.
  allowInsecureHosts: process.env.NODE_ENV === 'development',
})
await larkspur.directory.sync()

async function colleagues(request: Request): Promise<Response> {
  try {
    const session = await larkspur.session(request)
    if (session === null) return Response.redirect(`${url}/auth/authorize?return_to=/colleagues`, 302)
    const me = await larkspur.directory.user(session.user.openId)
    // The primary department comes first.
    const [{ departmentId } = { departmentId: '0' }] = me.departments
    const { items } = await larkspur.directory.users({ departmentId, limit: 200 })
    return Response.json(items.map(({ name, jobTitle }) => ({ name, jobTitle })))
  } catch (error) {
    return larkspur.errorResponse(request, error)
  }
}

const app = {
  fetch: (request: Request, env?: unknown) =>
    new URL(request.url).pathname === '/colleagues' ? colleagues(request) : larkspur.fetch(request, env),
  close: () => larkspur.close(),
}

await serve(app, { port: Number(PORT) })
process.stdout.write(`Open ${url}/colleagues\n`)
