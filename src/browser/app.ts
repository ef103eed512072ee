// Runs: the start page of the reference web app; inside the client it signs the person in by itself.

import { waitForGlobals } from './globals.ts'
import { type ClientGlobals, InClientError, requestCode, windowTimer } from './in-client.ts'
import { fetchStartPage, finishAttempt, ServerError, startAttempt } from './server.ts'
import { textsFor } from './texts.ts'
import { createView, type View } from './view.ts'

declare global {
  interface Window extends ClientGlobals {}
}

const language = document.documentElement.lang
const words = textsFor(language)

function explain(error: unknown): string[] {
  if (error instanceof ServerError && error.message !== '') return [error.message, error.hint]
  const reason = error instanceof InClientError ? error.reason : 'network'
  const number = error instanceof InClientError ? (error.errno ?? error.errCode) : undefined
  const text = words.failures[reason]
  return [number === undefined ? text : `${text} (${number})`, words.otherWay]
}

async function signIn(): Promise<Document> {
  const { attempt, appId, scopeList } = await startAttempt(language)
  const code = await requestCode(window, { appId, scopeList })
  await finishAttempt(code, attempt, language)
  return fetchStartPage()
}

/** One try; every ending is shown. */
async function run(view: View): Promise<void> {
  view.busy(words.busy)
  try {
    const page = await signIn()
    if (page.querySelector('main[data-view=signed-in]') === null) view.failed([words.failures.cookies])
    else view.replace(page)
  } catch (error) {
    view.failed(explain(error))
  }
}

async function start(main: HTMLElement): Promise<void> {
  const view = createView(main)
  let tried = false
  const tryNow = () => {
    tried = true
    void run(view)
  }
  view.onRetry(tryNow)
  if (!(await waitForGlobals(window, windowTimer))) return
  // After a sign-out the person decides; the first click is answered by the client, a second one by the redirect.
  if (main.dataset.auto === 'on') tryNow()
  else {
    view.onSignIn(() => {
      if (tried) return false
      tryNow()
      return true
    })
  }
}

const main = document.querySelector<HTMLElement>('main[data-view=signed-out]')
if (main !== null) void start(main)
