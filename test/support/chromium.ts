// Finds Chromium, installs it where that is allowed, and launches it for tests.
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const usualPlaces = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/Applications/Chromium.app/Contents/MacOS']

/** Packages that Debian needs for the browser tests: the browser, and a font with Chinese glyphs. */
const debianPackages = ['chromium', 'fonts-noto-cjk']

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined && named !== '') return named
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...usualPlaces]
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable)
}

function mayInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get')
}

/** Path of a Chromium, after installing Debian's where we may. Fails with the sentence that says what to do. */
export function ensureChromium(): string {
  const found = findChromium()
  if (found !== undefined) return found
  if (mayInstall()) {
    process.stderr.write(`Installing ${debianPackages.join(' and ')} for the browser tests …\n`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    execFileSync('apt-get', ['update', '-q'], { stdio: 'ignore', env })
    execFileSync('apt-get', ['install', '-y', '-q', ...debianPackages], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    })
    const installed = findChromium()
    if (installed !== undefined) return installed
  }
  throw new Error(
    'The browser tests need Chromium. Install it (Debian and Ubuntu: sudo apt-get install chromium) or set CHROMIUM_PATH.',
  )
}

/** A headless Chromium that talks to nobody but the pages of the test. */
export async function launchChromium(extraArguments: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: ensureChromium(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...extraArguments,
    ],
  })
}
