// Signs people in: the two ways, through the real routes.
import type { Visitor } from './visitor.ts'
import type { World } from './world.ts'

/** Redirect sign-in by HTTP alone, begun at `path`. Returns the callback's response. */
export async function signInByRedirect(
  world: World,
  visitor: Visitor,
  person: number,
  path = '/auth/authorize',
): Promise<Response> {
  const start = await visitor.open(path)
  const back = world.feishu.login.approve(start.headers.get('location') ?? '', person)
  return visitor.open(back)
}

/** In-client sign-in by HTTP alone, with the code that the simulated client gives to this page. */
export async function signInInClient(world: World, visitor: Visitor, person: number): Promise<Response> {
  const { attempt } = (await (await visitor.script('/auth/attempts', {})).json()) as { attempt: string }
  const code = world.feishu.client.code(`${world.url}/`, person)
  return visitor.script('/auth/in-client', { code, attempt })
}

/** Who the app thinks this visitor is. */
export async function whoAmI(visitor: Visitor): Promise<{ openId: string; name: string } | null> {
  const response = await visitor.script('/auth/session')
  if (response.status === 401) return null
  return ((await response.json()) as { user: { openId: string; name: string } }).user
}
