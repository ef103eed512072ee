// Offers: `window.QRLogin`, which puts the frame with a QR code into a page; versions 1.0.1, 1.0.2 and 1.0.3 in one script.
import { isSameServer } from './same-server.ts'

interface QrLoginOptions {
  /** Of the element that gets the frame. */
  id: string
  /** The passport authorize URL that the page goes to with the temporary code. */
  goto: string
  width?: string
  height?: string
  style?: string
}

interface QrLoginObject {
  /** Whether a message comes from the frame. */
  matchOrigin(origin: string): boolean
  /** Whether it is the one with the temporary code. Since 1.0.3; before, the message is the code. */
  matchData?(data: unknown): boolean
}

/** The hosts that the platform's script takes. Users' copies of the pattern go on behind the host; ours ends with it. */
const platformOrigin = /^https:\/\/([\w-]+\.)?(feishu(-boe|-pre)?\.cn|larksuite(-boe|-pre)?\.com)$/

const script = document.currentScript as HTMLScriptElement
const { origin: ownOrigin, pathname } = new URL(script.src)
const version = /-(1\.0\.\d+)\.js$/.exec(pathname)?.[1] ?? ''
const givesObjects = version === '1.0.3'

function originOf(goto: unknown): string {
  try {
    const { origin } = new URL(String(goto))
    // The platform's script takes the platform alone; ours takes the emulator that served it, too.
    if (isSameServer(origin, ownOrigin) || platformOrigin.test(origin)) return origin
  } catch {
    // No address at all is refused as a wrong one is.
  }
  throw new Error('The param "goto" is not valid.')
}

function matchData(data: unknown): boolean {
  const code = (data as { tmp_code?: unknown } | null | undefined)?.tmp_code
  return typeof code === 'string' && code !== ''
}

function frameOf({ goto, width, height, style }: QrLoginOptions, origin: string): HTMLIFrameElement {
  const query = `goto=${encodeURIComponent(goto)}${givesObjects ? `&sdk_version=${version}` : ''}`
  const frame = document.createElement('iframe')
  if (width !== undefined) frame.setAttribute('width', width)
  if (height !== undefined) frame.setAttribute('height', height)
  if (style !== undefined) frame.setAttribute('style', style)
  frame.title = 'QR code'
  frame.src = `${origin}/suite/passport/sso/qr?${query}`
  return frame
}

function createQrLogin(options: QrLoginOptions): QrLoginObject {
  const origin = originOf(options.goto)
  document.getElementById(options.id)?.appendChild(frameOf(options, origin))
  const matchOrigin = (from: string): boolean =>
    platformOrigin.test(origin) ? platformOrigin.test(from) : from === origin
  return givesObjects ? { matchOrigin, matchData } : { matchOrigin }
}

Object.assign(window, { QRLogin: createQrLogin })
