// Shows: a page of your own beside Larkspur's routes, which calls the platform as the person who is signed in.
import { createLarkspur } from 'larkspur'
import { serve } from 'larkspur/node'

const { APP_ID = '', APP_SECRET = '', FEISHU_HOST = '', SESSION_SECRET = '', PORT = '3000' } = process.env
const url = `http://127.0.0.1:${PORT}`

const larkspur = await createLarkspur({
  url,
  // `offline_access`: the person agrees once, not every two hours.
  feishu: {
    appId: APP_ID,
    appSecret: APP_SECRET,
    host: FEISHU_HOST,
    scopes: ['contact:contact.base:readonly', 'contact:user.base:readonly', 'offline_access'],
  },
  database: 'sqlite:./data/larkspur.db',
  sessionSecret: SESSION_SECRET,
  // An emulator on this machine is plain http; only development may use one.
  allowInsecureHosts: process.env.NODE_ENV === 'development',
})

async function me(request: Request): Promise<Response> {
  try {
    const session = await larkspur.session(request)
    if (session === null) return Response.redirect(`${url}/auth/authorize?return_to=/me`, 302)
    const path = `/open-apis/contact/v3/users/${session.user.openId}`
    const scopes = ['contact:contact.base:readonly', 'offline_access']
    return Response.json(await larkspur.feishu(session).get(path, { scopes }))
  } catch (error) {
    // Whoever has not agreed, or has taken it back, gets a page with a button that leads to the consent and back here.
    return larkspur.errorResponse(request, error)
  }
}

const app = {
  fetch: (request: Request, env?: unknown) =>
    new URL(request.url).pathname === '/me' ? me(request) : larkspur.fetch(request, env),
  close: () => larkspur.close(),
}

await serve(app, { port: Number(PORT) })
process.stdout.write(`Open ${url}/me\n`)
