// Serves: pages of a user's own app, with the browser library in them.
import { readFileSync } from 'node:fs'
import { startWorld, type World, type WorldOptions } from './world.ts'

type Pages = NonNullable<WorldOptions['pages']>

export const html = (body: string) => ({ body, contentType: 'text/html; charset=utf-8' })
export const script = (body: string) => ({ body, contentType: 'text/javascript; charset=utf-8' })

/** A file of the built library. */
export const library = (name: string) => script(readFileSync(`dist/browser/${name}`, 'utf8'))

/** An app with pages of its own. They may name the emulator's port, which is known only once it has started. */
export async function startApp(make: (world: World) => Pages, options: WorldOptions = {}): Promise<World> {
  const pages: Pages = {}
  const world = await startWorld({ pages, ...options })
  Object.assign(pages, make(world))
  return world
}
