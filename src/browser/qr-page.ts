// Runs: the page /auth/qr, on which a person signs in by scanning a code with the phone.

import { createClient } from './client.ts'
import { ClientError } from './error.ts'
import { textsFor, wordsFor } from './texts.ts'
import { createView } from './view.ts'

// Nothing of the client is asked here.
const client = createClient({ jssdkUrl: '' })
const words = textsFor(document.documentElement.lang)

function explain(error: unknown): string[] {
  const lines = [wordsFor(words, error)]
  if (!(error instanceof ClientError)) return lines
  if (error.hint !== '') lines.push(error.hint)
  if (error.requestId !== '') lines.push(words.requestId + error.requestId)
  return lines
}

async function start(main: HTMLElement, place: Element): Promise<void> {
  const { returnTo = '/', instance = '' } = main.dataset
  const view = createView(main)
  const show = async () => {
    view.busy(words.qrLoading, true)
    try {
      // A new code takes back what was said when it could not be had.
      await client.qr(place, { returnTo, instance, title: words.qrTitle, shown: view.ready })
    } catch (error) {
      view.failed(explain(error))
    }
  }
  // A new code could not be had in time; the widget goes on trying.
  client.on('error', (error) => view.failed(explain(error)))
  view.onRetry(() => location.reload())
  // Brought back from the browser's memory, the page has no code any more.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
  await show()
}

const main = document.querySelector<HTMLElement>('main[data-view=qr]')
const place = document.querySelector('[data-part=widget]')
if (main !== null && place !== null) void start(main, place)
