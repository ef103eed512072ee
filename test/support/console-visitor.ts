// Opens: the console as an administrator, in real Chromium.
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { signInByRedirect } from './sign-in.ts'
import { createVisitor } from './visitor.ts'
import type { World } from './world.ts'

/** Signs this person in by HTTP and makes them an administrator; returns the cookies of the session. */
export async function administratorCookies(world: World, person = 4) {
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, person)
  const { user } = (await (await visitor.script('/auth/session')).json()) as { user: { id: string } }
  await world.larkspur.accounts.grant(user.id, 'administrator')
  return [...visitor.cookies].map(([name, value]) => ({ name, value, url: world.url }))
}

/** A browser of its own with that session. */
export async function administratorContext(
  browser: Browser,
  world: World,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale: 'en-US',
    viewport: { width: 1440, height: 900 },
    ...options,
  })
  await context.addCookies(await administratorCookies(world))
  return context
}
