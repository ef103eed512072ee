// Takes pictures of pages: always while testing, and into docs/images when UPDATE_PICTURES is set.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const folder = process.env.UPDATE_PICTURES ? 'docs/images' : 'test-results'

/** Saves what the page shows as `<name>.png`. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
