// Reads: which of the platform's hosts a request is for, from its path or its Host header.
import type { HostKind } from './call.ts'

export interface Place {
  /** `any` when the caller named none of the platform's hosts. */
  kind: HostKind | 'scripts' | 'any'
  /** Path without the host that stood before it. */
  path: string
  /** What stood before it, e.g. `/open.feishu.cn`, or nothing. */
  prefix: string
  /** What the caller put before the path: answers that hold links echo it. */
  base: string
}

const platformHost = /^(open|accounts|passport)\.(?:feishu\.cn|larksuite\.com|larkoffice\.com)$/
const scriptHost = /^(?:lf|sf)[\w-]*\.(?:feishucdn\.com|larksuitecdn\.com|bytegoofy\.com|bytedance\.net)$/

export const isPlatformHost = (host: string): boolean => platformHost.test(host)

function kindOf(host: string): Place['kind'] | undefined {
  const platform = platformHost.exec(host)?.[1]
  if (platform !== undefined) return platform as HostKind
  return scriptHost.test(host) ? 'scripts' : undefined
}

/** The platform takes its paths with and without a slash at the end. */
const withoutSlash = (path: string) =>
  path.length > 1 && path.endsWith('/') && !path.startsWith('/_emulator') ? path.slice(0, -1) : path

export const readPlace = (request: Request): Place => placeOf(new URL(request.url))

export function placeOf(url: URL): Place {
  const [, first = ''] = url.pathname.split('/', 2)
  const prefixed = kindOf(first)
  const prefix = prefixed === undefined ? '' : `/${first}`
  return {
    kind: prefixed ?? kindOf(url.hostname) ?? 'any',
    path: withoutSlash(url.pathname.slice(prefix.length) || '/'),
    prefix,
    base: url.origin + prefix,
  }
}
