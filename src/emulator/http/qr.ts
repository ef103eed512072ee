// Serves: the frame with the QR code, and what its script asks after.
import type { Hono } from 'hono'
import { isBuilt } from '../client/assets.ts'
import { qrFramePage } from '../operations/catalogue.ts'
import { createQrCode } from '../operations/qr.ts'
import { readGoto } from '../operations/qr-goto.ts'
import { lapse, phoneAddress } from '../operations/qr-phone.ts'
import { Refusal } from '../operations/refusal.ts'
import type { QrCode } from '../state/qr-codes.ts'
import type { State } from '../state/state.ts'
import { personCard } from '../ui/cards.ts'
import { textOf } from '../ui/context.ts'
import { pageHeaders } from '../ui/headers.ts'
import { renderQrFrame, renderQrRefusal } from '../ui/qr-frame.ts'
import type { Service } from './api.ts'
import { answerWithFault } from './inject.ts'
import { languageOf } from './pages.ts'
import type { EmulatorContext, EmulatorEnv } from './record.ts'

/** The first version whose page gets an object; a frame without a version is of those before. */
const isObjectVersion = (version: string | undefined): boolean => version === '1.0.3'

const selfOf = (c: EmulatorContext): string => {
  const { pathname, search } = new URL(c.req.url)
  return pathname + search
}

function refuse(c: EmulatorContext, { code, message, extra }: Refusal): Response {
  c.var.entry.code = code
  const view = { language: languageOf(c), self: selfOf(c), code, message, ...extra }
  return c.body(renderQrRefusal(view), 400, pageHeaders('qr'))
}

async function showFrame({ state }: Service, c: EmulatorContext, phoneOrigin: string): Promise<Response> {
  const goto = c.req.query('goto')
  const request = readGoto(state, goto, new URL(c.req.url).origin)
  c.var.entry.appId = request.app.appId
  const code = createQrCode(state, request)
  const frame = renderQrFrame({
    language: languageOf(c),
    self: selfOf(c),
    phoneUrl: phoneAddress(phoneOrigin, code.token),
    watch: code.watch,
    goto: goto ?? '',
    message: isObjectVersion(c.req.query('sdk_version')) ? 'object' : 'text',
    built: await isBuilt('qr-frame.js'),
  })
  return c.body(frame, 200, pageHeaders('qr'))
}

/** What the frame shows: who scanned, why it was refused, and what the page gets. */
function stateOf(state: State, c: EmulatorContext, code: QrCode): object {
  const { step, request } = lapse(state, code)
  if (step.kind === 'scanned') {
    const person = state.organisation.person(step.person, request.appId)
    if (person === undefined) return { status: step.kind, name: '' }
    const { name, avatarUrl } = personCard(person)
    return { status: step.kind, name, ...(avatarUrl.startsWith('/_emulator/') ? { avatarUrl } : {}) }
  }
  if (step.kind === 'confirmed') return { status: step.kind, tmpCode: step.tmpCode }
  if (step.kind !== 'refused') return { status: step.kind }
  const { refusals } = textOf(languageOf(c)).phoneText
  return { status: step.kind, code: step.code, message: refusals[step.code] ?? '' }
}

/** @param phoneOrigin where the phone's page answers: a loopback name, whatever host the frame was asked under */
export function serveQr(app: Hono<EmulatorEnv>, service: Service, phoneOrigin: () => string): void {
  const { name, path, hosts } = qrFramePage
  app.get(path, async (c, next) => {
    const { kind } = c.var.place
    if (kind !== 'any' && !hosts.some((host) => host === kind)) return next()
    c.var.entry.operation = name
    // Who asks only for the headers must not draw a code.
    if (c.req.method === 'HEAD') return c.body(null, 200, pageHeaders('qr'))
    const ordered = (code: number) =>
      refuse(c, new Refusal(code, 'Refused by a fault that a test has ordered'))
    const injection = { fault: service.faults.take(name), refuse: ordered, signal: service.signal }
    return answerWithFault(c, injection, async () => {
      try {
        return await showFrame(service, c, phoneOrigin())
      } catch (error) {
        if (error instanceof Refusal) return refuse(c, error)
        throw error
      }
    })
  })
  // Below the emulator's own paths, so that a frame that asks every second does not fill the request log.
  app.get('/_emulator/qr/status', (c) => {
    const site = c.req.header('sec-fetch-site')
    if (site !== undefined && site !== 'same-origin') return c.json({ error: 'Only the frame may ask' }, 403)
    const code = service.state.qrCodes.findWatched(c.req.query('watch') ?? '')
    if (code === undefined) return c.json({ status: 'expired' })
    return c.json(stateOf(service.state, c, code), 200, { 'cache-control': 'no-store' })
  })
}
