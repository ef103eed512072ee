// Runs: the start page of the reference web app; inside the client it signs the person in by itself.

import { createClient } from './client.ts'
import { isConfirmed, markConfirmed } from './confirmed.ts'
import { ClientError } from './error.ts'
import { greet } from './greet.ts'
import { textsFor, wordsFor } from './texts.ts'
import type { User } from './user.ts'
import { createView, fetchStartPage, replaceMain, type View } from './view.ts'

// The page loads the JSSDK by itself.
const client = createClient({ jssdkUrl: '' })
const words = textsFor(document.documentElement.lang)

function explain(error: unknown): string[] {
  if (error instanceof ClientError && error.hint !== '') {
    const quote = error.requestId === '' ? [] : [words.requestId + error.requestId]
    return [error.message, error.hint, ...quote]
  }
  return [wordsFor(words, error), words.otherWay]
}

async function signIn(): Promise<User | null> {
  const user = await client.signIn()
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
    else void greet(client, view.replace(page), words)
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
  if ((await client.environment()) === 'browser') return
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
async function confirm(main: HTMLElement): Promise<HTMLElement> {
  if (isConfirmed(window)) return main
  try {
    const user = await signIn()
    if (user !== null && user.id !== main.dataset.person) return replaceMain(main, await fetchStartPage())
  } catch {
    // Nobody asked for this sign-in, so nobody is told that it failed.
  }
  return main
}

async function welcome(main: HTMLElement): Promise<void> {
  if ((await client.environment()) === 'browser') return
  await greet(client, await confirm(main), words)
}

const signedIn = 'main[data-view=signed-in]'
const out = document.querySelector<HTMLElement>('main[data-view=signed-out]')
const inside = document.querySelector<HTMLElement>(signedIn)
if (out !== null) void start(out)
else if (inside !== null) void welcome(inside)
