// Serves: the progress of a run, as events that the server sends until the run ends.
//
// https://html.spec.whatwg.org/multipage/server-sent-events.html

import type { RunReport } from '../../../directory/index.ts'
import type { AppContext } from '../../context.ts'
import { requireAdministrator } from '../administrator.ts'
import { type FoundRun, findRun, standingOf } from './find.ts'
import { progressView } from './progress-view.ts'

/** A run of this process is in memory; one of another is read from the database. */
const lookEveryMs = 300
const askEveryMs = 1_000

/** Proxies close connections that are silent for a minute; also how long a role that was taken away still watches. */
export const heartbeatMs = 15_000

const message = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

async function* progressOf(c: AppContext, found: FoundRun, signal: AbortSignal): AsyncGenerator<string> {
  const { syncs, sleep, clock } = c.get('services')
  const { instance, directory } = found
  const { id } = found.report
  // How long a browser waits before it comes back, when the connection breaks.
  yield 'retry: 3000\n\n'
  let told = ''
  let heardAt = clock()
  for (;;) {
    const own = syncs.report(id)
    const report: RunReport = own ?? (await directory.run(id))
    const standing = await standingOf(c, { instance, directory, report })
    const next = message('progress', progressView(c, report))
    if (next !== told) yield next
    told = next
    if (standing !== 'running') return yield message('end', { state: standing })
    if (clock() - heardAt >= heartbeatMs) {
      heardAt = clock()
      await requireAdministrator(c)
      yield ': \n\n'
    }
    await sleep(own === undefined ? askEveryMs : lookEveryMs, signal)
  }
}

/** Nothing is made before it is asked for: whoever reads slowly gets the newest state, and no queue of old ones. */
function streamOf(chunks: AsyncGenerator<string>, leave: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream(
    {
      async pull(controller) {
        const next = await chunks.next().catch(() => ({ done: true, value: undefined }) as const)
        if (next.done !== true) return controller.enqueue(encoder.encode(next.value))
        leave()
        try {
          controller.close()
        } catch {
          // Whoever watched has left.
        }
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  )
}

/** For `EventSource`. A failure ends it: the browser comes back, and is told then. */
export async function followRun(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const found = await findRun(c)
  const { syncs } = c.get('services')
  const countOff = syncs.watch(administrator.user.id)
  const left = new AbortController()
  const signal = AbortSignal.any([left.signal, c.req.raw.signal, syncs.closing])
  const leave = () => {
    countOff()
    left.abort()
  }
  // Also where nobody ever reads.
  signal.addEventListener('abort', countOff, { once: true })
  return c.body(streamOf(progressOf(c, found, signal), leave), 200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'X-Accel-Buffering': 'no',
  })
}
