// Reads: the browser scripts that the build makes, from a checkout as well as from the installed package.
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const names = ['jssdk.js', 'frame.js', 'authorize.js', 'qrlogin.js', 'qr-frame.js', 'phone.js'] as const
/** Name of a built browser script of the emulator. */
export type AssetName = (typeof names)[number]

let root: Promise<string> | undefined

/**
 * Text of a built browser script.
 *
 * @throws Error when the scripts are not built yet; its message says what to run.
 */
export async function readAsset(name: AssetName): Promise<string> {
  // The name ends up in a path, so only what is on the list is ever read.
  if (!names.includes(name)) throw new Error(`There is no browser script called ${name}.`)
  root ??= packageRoot(import.meta.dirname)
  const path = join(await root, 'dist', 'emulator', 'browser', name)
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new Error(`dist/emulator/browser/${name} is missing: run npm run build.`, { cause })
  }
}

/** Whether a script is built. The pages that need one say so when it is not. */
export const isBuilt = (name: AssetName): Promise<boolean> =>
  readAsset(name).then(
    () => true,
    () => false,
  )

async function packageRoot(from: string): Promise<string> {
  const text = await readFile(join(from, 'package.json'), 'utf8').catch(() => undefined)
  if (text !== undefined && (JSON.parse(text) as { name?: string }).name === 'larkspur') return from
  const parent = dirname(from)
  if (parent === from) throw new Error('The package folder of larkspur was not found.')
  return packageRoot(parent)
}
