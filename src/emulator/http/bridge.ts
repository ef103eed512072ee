// Serves: bridge calls of the simulated client's frame.
import type { Hono } from 'hono'
import { z } from 'zod'
import { callInFrame } from '../operations/client-bridge.ts'
import type { State } from '../state/state.ts'
import type { ClientCall } from '../types.ts'
import { refusalOf } from '../ui/guard.ts'
import { largestBody, readLimitedText } from '../ui/limited-body.ts'
import type { EmulatorEnv } from './record.ts'

const callShape = z.object({
  api: z.string().min(1).max(100),
  params: z.record(z.string(), z.unknown()),
  pageUrl: z.string().max(8_192),
  profile: z.object({
    openId: z.string().max(100),
    platform: z.enum(['desktop', 'phone']),
    language: z.enum(['zh_CN', 'en_US']),
    generation: z.enum(['current', 'old-client', 'old-sdk']),
    outcome: z.enum(['accept', 'refuse', 'hang']),
  }),
  container: z.exactOptional(z.string().max(100)),
  ready: z.exactOptional(z.boolean()),
  reply: z.exactOptional(
    z.union([
      z.enum(['confirm', 'cancel']),
      z.strictObject({ text: z.string() }),
      z.strictObject({ openIds: z.array(z.string()) }),
    ]),
  ),
}) satisfies z.ZodType<ClientCall>

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function serveBridge(app: Hono<EmulatorEnv>, state: State): void {
  app.post('/_emulator/client/call', async (c) => {
    const reason = refusalOf(c)
    if (reason !== undefined) return c.json({ error: reason }, 403)
    const text = await readLimitedText(c)
    if (text === undefined) return c.json({ error: `A body may have ${largestBody} bytes at most.` }, 413)
    const call = callShape.safeParse(parse(text))
    if (!call.success) return c.json({ error: z.prettifyError(call.error) }, 400)
    return c.json(callInFrame(state, call.data))
  })
}
