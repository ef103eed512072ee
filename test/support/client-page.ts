// Opens: the app in the emulator console's simulated client, and listens for what goes wrong in a page.
import type { Page } from 'playwright-core'
import type { World } from './world.ts'

/** The console's page of a simulated client with the app in it. */
export function clientUrl(world: World, person: number, extra: Record<string, string> = {}): string {
  const open_id = world.feishu.people.get(person)?.open_id ?? ''
  return `${world.feishu.url}/_emulator/client?${new URLSearchParams({ open_id, url: `${world.url}/`, ...extra })}`
}

/** The app inside the simulated client. */
export const appOf = (page: Page) => page.frameLocator('iframe')

/** Nothing may be blocked by a policy, and nothing may throw. */
export function collectComplaints(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`${error}`))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return complaints
}
