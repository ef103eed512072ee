// Shows: what a login element tells of the person who is signed in, and its numbered errors.
import { Code, createLarkspur } from 'larkspur'
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
// The app of the option `feishu`; one of a folder or of the console has the name that it was given there.
const element = await larkspur.getElement('auths.loginTypes.default')

async function card(request: Request): Promise<Response> {
  try {
    const session = await larkspur.session(request)
    if (session === null) return Response.redirect(`${url}/auth/authorize?return_to=/card`, 302)
    const { name, position, departments } = await element.getUserInfo({ userId: session.user.openId })
    return Response.json({ name, position, departments: departments.map((one) => one.name) })
  } catch (error) {
    if (!(error instanceof Code)) return larkspur.errorResponse(request, error)
    // 40013: the App ID or App Secret; 60020: the app is disabled or not released; 50000: everything else.
    return Response.json({ code: error.code, reason: error.reason }, { status: 502 })
  }
}

const app = {
  fetch: (request: Request, env?: unknown) =>
    new URL(request.url).pathname === '/card' ? card(request) : larkspur.fetch(request, env),
  close: () => larkspur.close(),
}

await serve(app, { port: Number(PORT) })
process.stdout.write(`Open ${url}/card\n`)
