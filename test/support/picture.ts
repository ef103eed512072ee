// Takes pictures of pages: always while testing, and into docs/images when UPDATE_PICTURES is set.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const own = 'test-results'
const folder = process.env.UPDATE_PICTURES ? 'docs/images' : own

/** Saves what the page shows as `<name>.png`. One that is not `published` is for whoever tests alone. */
export async function picture(page: Page, name: string, published = true): Promise<void> {
  const place = published ? folder : own
  mkdirSync(place, { recursive: true })
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: join(place, `${name}.png`) })
}
