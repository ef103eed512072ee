// Runs: the start page of the reference web app; inside the client it signs the person in by itself.

import { isConfirmed, markConfirmed } from './confirmed.ts'
import { waitForGlobals } from './globals.ts'
import { type ClientGlobals, InClientError, requestCode, windowTimer } from './in-client.ts'
import { fetchStartPage, finishAttempt, ServerError, type SignedInUser, startAttempt } from './server.ts'
import { textsFor } from './texts.ts'
import { createView, replaceMain, type View } from './view.ts'

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

async function signIn(): Promise<SignedInUser> {
  const { attempt, appId, scopeList } = await startAttempt(language)
  const code = await requestCode(window, { appId, scopeList })
  const user = await finishAttempt(code, attempt, language)
  markConfirmed(window)
  return user
}

/** One try; every ending is shown. */
async function run(view: View): Promise<void> {
  view.busy(words.busy)
  try {
    await signIn()
    const page = await fetchStartPage()
    if (page.querySelector(signedIn) === null) view.failed([words.failures.cookies])
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

/**
 * Inside the client the account may have changed since the session began. Asked once each time the app is opened;
 * while the answer is under way, and when none comes, the session stands.
 */
async function confirm(main: HTMLElement): Promise<void> {
  if (isConfirmed(window) || !(await waitForGlobals(window, windowTimer))) return
  try {
    const user = await signIn()
    if (user.id !== main.dataset.person) replaceMain(main, await fetchStartPage())
  } catch {
    // Nobody asked for this sign-in, so nobody is told that it failed.
  }
}

const signedIn = 'main[data-view=signed-in]'
const out = document.querySelector<HTMLElement>('main[data-view=signed-out]')
const inside = document.querySelector<HTMLElement>(signedIn)
if (out !== null) void start(out)
else if (inside !== null) void confirm(inside)
