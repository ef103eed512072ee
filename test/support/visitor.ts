// Plays: a browser without a screen, with a cookie jar, following what the app tells it.

/** A person's browser as far as HTTP goes: keeps cookies, sends the headers that browsers send. */
export interface Visitor {
  readonly cookies: ReadonlyMap<string, string>
  /** A navigation: no redirect is followed. */
  open(path: string): Promise<Response>
  /** A client without Fetch Metadata, which shows no pages. */
  plain(path: string): Promise<Response>
  /** A script of the app's own page. */
  script(path: string, body?: unknown): Promise<Response>
  setCookie(name: string, value: string): void
}

/** @param origin public origin of the app */
export function createVisitor(origin: string, language = 'en'): Visitor {
  const jar = new Map<string, string>()
  const send = async (
    path: string,
    init: { method: string; headers: Record<string, string>; body?: string },
  ) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(new URL(path, origin), {
      method: init.method,
      redirect: 'manual',
      headers: { 'accept-language': language, ...(cookie === '' ? {} : { cookie }), ...init.headers },
      ...(init.body === undefined ? {} : { body: init.body }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ')
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      const gone = value === '' || attributes.some((attribute) => attribute.toLowerCase() === 'max-age=0')
      if (gone) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  return {
    cookies: jar,
    setCookie: (name, value) => void jar.set(name, value),
    open: (path) =>
      send(path, {
        method: 'GET',
        headers: {
          accept: 'text/html',
          'sec-fetch-site': 'none',
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'document',
        },
      }),
    plain: (path) => send(path, { method: 'GET', headers: { accept: 'application/json' } }),
    script: (path, body) =>
      send(path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'application/json',
          'sec-fetch-site': 'same-origin',
          'sec-fetch-mode': 'cors',
          'sec-fetch-dest': 'empty',
          ...(body === undefined ? {} : { origin, 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  }
}
