// Serves: the style sheet and the pages' scripts, under names that change with their content.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { consoleStyleSheet } from './console/style.ts'
import { icon as iconSource } from './pages/mark.ts'
import { styleSheet } from './pages/style.ts'

export interface Asset {
  /** Address on the site, with a hash of the content. */
  path: string
  body: string
  contentType: string
}

/** An asset whose address stays when its content changes. */
interface SteadyAsset extends Asset {
  etag: string
}

export interface Assets {
  styles: Asset
  script: Asset
  jsapiScript: Asset
  qrScript: Asset
  icon: Asset
  consoleStyles: Asset
  consoleScript: Asset
  /** For the pages of apps: the functions of login elements. */
  elementScript: SteadyAsset
  /** Of the package, as its manifest says. */
  version: string
  /** The asset at this path. */
  find(path: string): Asset | undefined
}

/** The folder of our own package, found from the sources as well as from the build. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!isOurs(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder)
      throw new LarkspurError('internal_error', { message: 'The larkspur package has no root.' })
    folder = parent
  }
  return folder
}

function isOurs(manifest: string): boolean {
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'larkspur'
}

async function readScript(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new LarkspurError('configuration_invalid', {
      message: `The page script ${file} is missing; run: npm run build`,
      cause,
    })
  }
}

const hashOf = (body: string) => createHash('sha256').update(body).digest('base64url').slice(0, 12)

function asset(name: string, extension: string, contentType: string, body: string): Asset {
  // Below /auth, so that an app which hands us nothing else still shows our pages as they are meant.
  return { path: `/auth/assets/${name}-${hashOf(body)}.${extension}`, body, contentType }
}

const scriptType = 'text/javascript; charset=utf-8'

/** Reads everything once, at start, so that a missing build stops the start and not the first visitor. */
export async function loadAssets(root = packageRoot()): Promise<Assets> {
  const read = (name: string) => readScript(join(root, 'dist', 'browser', name))
  const styles = asset('larkspur', 'css', 'text/css; charset=utf-8', styleSheet)
  const script = asset('app', 'js', scriptType, await read('app.js'))
  const jsapiScript = asset('jsapi', 'js', scriptType, await read('jsapi.js'))
  const qrScript = asset('qr', 'js', scriptType, await read('qr.js'))
  const icon = asset('icon', 'svg', 'image/svg+xml', iconSource)
  const consoleStyles = asset('console', 'css', 'text/css; charset=utf-8', consoleStyleSheet)
  const consoleScript = asset('console', 'js', scriptType, await read('console.js'))
  const elements = await read('larkspur-api.js')
  const elementScript = {
    ...{ path: '/auth/api.js', body: elements, contentType: scriptType },
    etag: `"${hashOf(elements)}"`,
  }
  const named = { styles, script, jsapiScript, qrScript, icon, consoleStyles, consoleScript }
  const all = Object.values(named)
  const { version } = JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8'))
  return {
    ...named,
    elementScript,
    version: String(version),
    find: (path) => all.find((one) => one.path === path),
  }
}
