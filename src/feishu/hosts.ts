// Decides: which brand and which hosts the app talks to.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { isPrivateHost } from './private-host.ts'

/** A tenant belongs to exactly one of the two. */
export type Brand = 'feishu' | 'lark'

/** Origins, without a trailing slash. */
export interface FeishuHosts {
  /** Open API, e.g. `https://open.feishu.cn`. */
  open: string
  /** Authorize page, OAuth v3 and revocation, e.g. `https://accounts.feishu.cn`. */
  accounts: string
  /** Old sign-in, e.g. `https://passport.feishu.cn`. */
  passport: string
}

/**
 * Which of the platform's sign-in generations exchanges codes and refreshes tokens: the OAuth endpoints `v3` and `v2`,
 * and the historic `oidc` (authen/v1/oidc), `v1` (authen/v1) and `passport`. Only v2 and v3 know PKCE.
 */
export type TokenGeneration = 'v3' | 'v2' | 'oidc' | 'v1' | 'passport'

/** One custom app of one brand. Holds the secret: never log it. */
export interface FeishuApp {
  brand: Brand
  appId: string
  appSecret: string
  hosts: FeishuHosts
  /** Generation of the token endpoint; `v2` unless set. */
  tokenEndpoint: TokenGeneration
}

/** Where the platform is. */
export interface Platform {
  brand: Brand
  hosts: FeishuHosts
  /** Script that puts `h5sdk` and `tt` into a page inside the client. */
  jssdkUrl: string
  /** Script that puts `QRLogin` into a page: the sign-in by QR code. */
  qrScriptUrl: string
}

export interface PlatformOptions {
  /** `feishu` unless a host says otherwise. */
  brand?: Brand | undefined
  /** `FEISHU_HOST`: a known open host selects the brand, any other origin is used for all three hosts. */
  host?: string | undefined
  /** Overrides single hosts. */
  hosts?: Partial<FeishuHosts> | undefined
  jssdkUrl?: string | undefined
  /**
   * Where the QR code's script is. No document names an address for Lark; unless set, Feishu's is used there too, which
   * is unconfirmed.
   */
  qrScriptUrl?: string | undefined
  /** Admits http and private addresses. For development and tests: an emulator on loopback. */
  allowInsecureHosts?: boolean | undefined
}

const jssdkPath = '/lark/op/h5-js-sdk-1.5.44.js'
const qrScriptPath = '/obj/feishu-static/lark/passport/qrcode/LarkSSOSDKWebQRCode-1.0.3.js'
const qrScriptHost = 'https://lf-package-cn.feishucdn.com'

const official: Record<Brand, FeishuHosts & { cdn: string }> = {
  feishu: {
    open: 'https://open.feishu.cn',
    accounts: 'https://accounts.feishu.cn',
    passport: 'https://passport.feishu.cn',
    cdn: 'https://lf-scm-cn.feishucdn.com',
  },
  lark: {
    open: 'https://open.larksuite.com',
    accounts: 'https://accounts.larksuite.com',
    passport: 'https://passport.larksuite.com',
    cdn: 'https://lf-package-sg.larksuitecdn.com/obj/lark-static-sgsaas',
  },
}

const brands = ['feishu', 'lark'] as const
const hostNames = ['open', 'accounts', 'passport'] as const

const invalid = (message: string) => new LarkspurError('configuration_invalid', { message })

// The value itself stays out of the messages: it may hold `user:password@`.
function checkedUrl(value: string, name: string, insecure: boolean): URL {
  // The URL parser drops tabs and newlines and reads `\` as `/`; here they are mistakes.
  const url = /^https?:\/\/[^\s\\]+$/i.test(value) && URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined) throw invalid(`${name} must be an address such as https://open.feishu.cn.`)
  if (url.username !== '' || url.password !== '' || value.includes('@')) {
    throw invalid(`${name} must not hold a user name or a password.`)
  }
  if (insecure) return url
  if (url.protocol !== 'https:') throw invalid(`${name} must use https.`)
  if (isPrivateHost(url.hostname)) throw invalid(`${name} must not point to a private address.`)
  return url
}

function checkedOrigin(value: string, name: string, insecure: boolean): string {
  const url = checkedUrl(value, name, insecure)
  if (url.pathname !== '/' || /[?#]/.test(value)) {
    throw invalid(`${name} must be an origin: scheme, host and port, without path, query or fragment.`)
  }
  return url.origin
}

function brandOf(origin: string): Brand | undefined {
  return brands.find((brand) => hostNames.some((name) => official[brand][name] === origin))
}

function agreedBrand(asked: Brand | undefined, origins: string[]): Brand {
  if (asked !== undefined && !brands.includes(asked)) throw invalid('FEISHU_BRAND must be feishu or lark.')
  const named = new Set([asked, ...origins.map(brandOf)].filter((brand) => brand !== undefined))
  if (named.size > 1) {
    const who = asked === undefined ? 'The hosts' : 'FEISHU_BRAND and the hosts'
    throw invalid(`${who} contradict each other: one is Feishu, the other Lark.`)
  }
  return [...named][0] ?? 'feishu'
}

/**
 * Turns the settings into hosts. Contradictions, plain http and private addresses are refused here, at start-up.
 *
 * @throws {LarkspurError} `configuration_invalid`
 */
export function resolvePlatform(options: PlatformOptions): Platform {
  const insecure = options.allowInsecureHosts === true
  const host = options.host === undefined ? undefined : checkedOrigin(options.host, 'FEISHU_HOST', insecure)
  const given: Partial<FeishuHosts> = {}
  for (const name of hostNames) {
    const value = options.hosts?.[name]
    if (value !== undefined) given[name] = checkedOrigin(value, `feishu.hosts.${name}`, insecure)
  }
  const brand = agreedBrand(
    options.brand,
    [host, ...Object.values(given)].filter((o) => o !== undefined),
  )
  const { cdn, ...ownHosts } = official[brand]
  const custom = host === undefined || brandOf(host) !== undefined ? undefined : host
  const base = custom === undefined ? ownHosts : { open: custom, accounts: custom, passport: custom }
  const hosts = { ...base, ...given }
  // A page that talks to a platform of its own loads that platform's scripts, not the public ones.
  const own = hosts.open === ownHosts.open ? undefined : hosts.open
  const script = (given: string | undefined, name: string, usual: string) =>
    given === undefined ? usual : checkedUrl(given, name, insecure).href
  return {
    brand,
    hosts,
    jssdkUrl: script(options.jssdkUrl, 'FEISHU_JSSDK_URL', `${own ?? cdn}${jssdkPath}`),
    qrScriptUrl: script(options.qrScriptUrl, 'FEISHU_QR_SCRIPT_URL', `${own ?? qrScriptHost}${qrScriptPath}`),
  }
}
