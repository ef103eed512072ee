// Prepares: what every test run needs, before the first test.
import { ensureChromium } from './chromium.ts'

export default function setup(): void {
  process.env.CHROMIUM_PATH = ensureChromium()
}
