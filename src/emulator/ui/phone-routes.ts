// Routes: the simulated phone's page and the forms it posts.
import type { Context, Hono } from 'hono'
import { isBuilt } from '../client/assets.ts'
import type { Emulator, QrCode } from '../types.ts'
import { createPageContext } from './context.ts'
import { pageHeaders } from './headers.ts'
import { readLimitedText } from './limited-body.ts'
import { phonePage, phoneScreenOf } from './phone-page.ts'
import { isScannedBy, type PhoneAction } from './phone-screen.ts'

/** Of what was pasted, so much goes back into the field. */
const longestText = 500

type Form = Record<'openId' | 'text', string>

/** What was posted; nothing when it is too large to be a form of this page. */
async function readForm(c: Context): Promise<Form> {
  const form = new URLSearchParams((await readLimitedText(c)) ?? '')
  return { openId: form.get('open_id') ?? '', text: form.get('code') ?? '' }
}

/** Nobody agrees or refuses on somebody else's phone. */
function isOwnScan(emulator: Emulator, code: QrCode | undefined, openId: string): boolean {
  const owner = emulator.people.get(openId)
  return code !== undefined && owner !== undefined && isScannedBy(emulator, code, owner)
}

function act(emulator: Emulator, action: PhoneAction, { openId, text }: Form): QrCode {
  if (action === 'scan') return emulator.phone.scan(text, openId)
  if (action === 'expire') return emulator.phone.expire(text)
  const code = emulator.phone.codes().find(({ token }) => token === text)
  if (code !== undefined && !isOwnScan(emulator, code, openId)) return code
  return emulator.phone[action](text)
}

/** The pages of the phone, below `/_emulator/phone`. */
export function addPhonePages(pages: Hono, emulator: Emulator): void {
  pages.get('/_emulator/phone', async (c) => {
    const page = phonePage({ emulator, context: createPageContext(c), built: await isBuilt('phone.js') })
    return c.body(page, 200, pageHeaders())
  })
  pages.get('/_emulator/phone/screen', (c) =>
    c.body(phoneScreenOf(emulator, createPageContext(c)), 200, pageHeaders()),
  )
  for (const action of ['scan', 'confirm', 'cancel', 'expire'] as const) {
    pages.post(`/_emulator/phone/${action}`, async (c) => {
      const form = await readForm(c)
      const back = (code: string) =>
        c.redirect(createPageContext(c).href('/_emulator/phone', { open_id: form.openId, code }), 303)
      try {
        return back(act(emulator, action, form).token)
      } catch {
        // Somebody, or the clock, was faster: the page of the code says what became of it. Of a text that names no
        // code, and of a person who is gone, it says so, too.
        const known = emulator.phone.codes().find(({ token }) => form.text.includes(token))
        return back(known?.token ?? form.text.slice(0, longestText))
      }
    })
  }
}
