// Shows: the platform's QR code inside an element, and goes on with the sign-in when it was confirmed on a phone?.
// A file of its own that is loaded when it is wanted: most pages never show a QR code. Therefore it imports types only.

import type { ClientError } from './error.ts'
import type { Matchers, QrOptions, QrWidget, QrWindow } from './qr.ts'
import type { Request } from './server.ts'
import type { Timer } from './within.ts'

/** A code is made anew this long before its attempt ends, so that nobody confirms one that is about to be refused. */
const aheadMs = 30_000
/** When a new code could not be had; doubled each time, to five minutes. */
const retryMs = 10_000
const longestRetryMs = 300_000

/** A code of the phone's confirmation: printable, and of a sane length. */
const tmpCode = /^[!-~]{1,1024}$/

interface Parts {
  window: QrWindow
  timer: Timer
  request: Request
  /** Resolves when the script has run, and when it cannot be had. */
  load(scriptUrl: string): Promise<void>
  fail(code: string, cause?: unknown): ClientError
  /** Hears of a code that could not be made anew. */
  failed(error: ClientError): void
  /** End of the client. */
  life: AbortSignal
}

/** @param body what our server is asked for a code with */
export async function showQr(
  { window, timer, request, load, fail, failed, life }: Parts,
  element: Element,
  body: object,
  { width = 300, height = 300, title = 'QR code', shown, signal }: QrOptions,
): Promise<QrWidget> {
  const { document } = window
  const end = new AbortController()
  // Of our own: the page's element may have other children, and need not have an id.
  const holder = document.createElement('div')
  holder.id = `larkspur-qr-${String(Math.random()).slice(2)}`
  const frame = () => holder.querySelector('iframe')
  let goto = ''
  let matchers: Matchers
  let stopTimer = () => {}
  /** Until the attempt of the code that is shown ends, once a new one is due. */
  let leftMs = 0
  let waitMs = retryMs

  function close(): void {
    end.abort()
    stopTimer()
    observer.disconnect()
    window.removeEventListener('message', listen)
    for (const one of [life, signal]) one?.removeEventListener('abort', close)
    holder.remove()
  }

  /** Any window can send messages here. Ours come from the frame that we made, while it shows the platform. */
  function listen({ source, origin, data }: MessageEvent): void {
    if (!source || source !== frame()?.contentWindow || origin !== new URL(goto).origin) return
    if (!matchers.matchOrigin(origin) || (matchers.matchData && !matchers.matchData(data))) return
    // Versions before 1.0.3 send the code itself.
    const code: unknown = data?.tmp_code ?? data
    if (typeof code !== 'string' || !tmpCode.test(code)) return
    close()
    window.location.assign(`${goto}&tmp_code=${encodeURIComponent(code)}`)
  }

  async function show(): Promise<void> {
    const answer = (await request('/auth/qr', end.signal, body)) as {
      goto: string
      scriptUrl: string
      expiresInSeconds: number
    }
    if (!window.QRLogin) await load(answer.scriptUrl)
    if (end.signal.aborted) throw fail('aborted')
    goto = answer.goto
    holder.textContent = ''
    try {
      const make = window.QRLogin as NonNullable<QrWindow['QRLogin']>
      matchers = make({ id: holder.id, goto, width: `${width}`, height: `${height}` })
    } catch (cause) {
      throw fail('qr_unavailable', cause)
    }
    Object.assign(frame() ?? {}, { title, frameBorder: '0' })
    const lifeMs = answer.expiresInSeconds * 1_000
    leftMs = Math.min(aheadMs, lifeMs / 2)
    waitMs = retryMs
    stopTimer = timer(lifeMs - leftMs, renew)
    shown?.()
  }

  const renew = () =>
    void show().catch((error: ClientError) => {
      if (end.signal.aborted) return
      failed(error)
      // Whoever confirmed it now would be refused.
      if (leftMs <= 0) holder.textContent = ''
      leftMs -= waitMs
      stopTimer = timer(waitMs, renew)
      waitMs = Math.min(waitMs * 2, longestRetryMs)
    })

  const observer = new window.MutationObserver(() => {
    if (!holder.isConnected) close()
  })
  element.append(holder)
  observer.observe(document, { childList: true, subtree: true })
  window.addEventListener('message', listen)
  for (const one of [life, signal]) {
    one?.addEventListener('abort', close)
    if (one?.aborted) close()
  }
  try {
    await show()
  } catch (error) {
    close()
    throw error
  }
  return { close }
}
