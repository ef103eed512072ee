// Tests: which hosts are admitted and what they imply.
import { describe, expect, test } from 'vitest'
import { type PlatformOptions, resolvePlatform } from './hosts.ts'

const feishu = {
  open: 'https://open.feishu.cn',
  accounts: 'https://accounts.feishu.cn',
  passport: 'https://passport.feishu.cn',
}
const lark = {
  open: 'https://open.larksuite.com',
  accounts: 'https://accounts.larksuite.com',
  passport: 'https://passport.larksuite.com',
}
const refused = expect.objectContaining({ code: 'configuration_invalid' })

describe('resolvePlatform', () => {
  test.each<[string, PlatformOptions, string, object]>([
    ['nothing', {}, 'feishu', feishu],
    ['the brand', { brand: 'lark' }, 'lark', lark],
    ['a known host', { host: 'https://open.larksuite.com' }, 'lark', lark],
    ['a known host with slash, port and capitals', { host: 'HTTPS://Open.Feishu.cn:443/' }, 'feishu', feishu],
    ['brand and host that agree', { brand: 'lark', host: 'https://open.larksuite.com' }, 'lark', lark],
    [
      'a single host',
      { hosts: { accounts: 'https://sso.example.com' } },
      'feishu',
      {
        ...feishu,
        accounts: 'https://sso.example.com',
      },
    ],
  ])('%s', (_what, options, brand, hosts) => {
    expect(resolvePlatform(options)).toMatchObject({ brand, hosts })
  })

  test('the script of the client comes from the brand’s own network', () => {
    expect(resolvePlatform({}).jssdkUrl).toBe('https://lf-scm-cn.feishucdn.com/lark/op/h5-js-sdk-1.5.44.js')
    expect(resolvePlatform({ brand: 'lark' }).jssdkUrl).toBe(
      'https://lf-package-sg.larksuitecdn.com/obj/lark-static-sgsaas/lark/op/h5-js-sdk-1.5.44.js',
    )
    expect(resolvePlatform({ jssdkUrl: 'https://cdn.example.com/a/b.js' }).jssdkUrl).toBe(
      'https://cdn.example.com/a/b.js',
    )
  })

  test('another host is used for everything', () => {
    const url = 'http://127.0.0.1:7070'
    expect(resolvePlatform({ host: `${url}/`, brand: 'lark', allowInsecureHosts: true })).toEqual({
      brand: 'lark',
      hosts: { open: url, accounts: url, passport: url },
      jssdkUrl: `${url}/lark/op/h5-js-sdk-1.5.44.js`,
      qrScriptUrl: `${url}/obj/feishu-static/lark/passport/qrcode/LarkSSOSDKWebQRCode-1.0.3.js`,
    })
  })

  test('the script of the QR code is the public one for both brands, unless it is set', () => {
    const usual =
      'https://lf-package-cn.feishucdn.com/obj/feishu-static/lark/passport/qrcode/LarkSSOSDKWebQRCode-1.0.3.js'
    expect(resolvePlatform({}).qrScriptUrl).toBe(usual)
    expect(resolvePlatform({ brand: 'lark' }).qrScriptUrl).toBe(usual)
    const own = 'https://cdn.example.com/qr.js'
    expect(resolvePlatform({ qrScriptUrl: own }).qrScriptUrl).toBe(own)
  })

  test.each<[string, PlatformOptions]>([
    ['brand against host', { brand: 'lark', host: 'https://open.feishu.cn' }],
    [
      'brand against one of the hosts',
      { brand: 'feishu', hosts: { accounts: 'https://accounts.larksuite.com' } },
    ],
    [
      'hosts of both brands',
      { hosts: { open: 'https://open.feishu.cn', passport: 'https://passport.larksuite.com' } },
    ],
    ['an unknown brand', { brand: 'dingtalk' as 'lark' }],
  ])('refuses %s', (_what, options) => {
    expect(() => resolvePlatform({ ...options, allowInsecureHosts: true })).toThrow(refused)
  })

  const notOrigins = [
    '',
    'open.feishu.cn',
    'https:open.feishu.cn',
    'https://',
    'ftp://open.feishu.cn',
    'javascript://open.feishu.cn',
    'https://user@open.feishu.cn',
    'https://user:pass@open.feishu.cn',
    'https://@open.feishu.cn',
    'https://open.feishu.cn/open-apis',
    'https://open.feishu.cn/?x=1',
    'https://open.feishu.cn?',
    'https://open.feishu.cn/#x',
    'https://open.feishu.cn#',
    'https://open.feishu.cn\\@evil.example',
    'https://open.fei\nshu.cn',
    ' https://open.feishu.cn',
    'https://open.feishu.cn:99999',
  ]
  test.each(notOrigins)('D51 refuses %j even where insecure hosts are allowed', (host) => {
    expect(() => resolvePlatform({ host, allowInsecureHosts: true })).toThrow(refused)
    expect(() => resolvePlatform({ hosts: { open: host }, allowInsecureHosts: true })).toThrow(refused)
  })

  const insecure = [
    'http://open.feishu.cn',
    'http://127.0.0.1:7070',
    'https://localhost',
    'https://localhost.',
    'https://feishu.localhost',
    'https://intranet',
    'https://feishu.local',
    'https://metadata.google.internal',
    'https://127.0.0.1',
    'https://127.1',
    'https://0x7f000001',
    'https://2130706433',
    'https://0177.0.0.1',
    'https://127.0.0.1.',
    'https://0.0.0.0',
    'https://10.1.2.3',
    'https://100.64.0.1',
    'https://100.127.255.255',
    'https://169.254.169.254',
    'https://172.16.0.1',
    'https://172.31.255.255',
    'https://192.168.1.1',
    'https://198.18.0.1',
    'https://224.0.0.1',
    'https://255.255.255.255',
    'https://[::]',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:10.0.0.1]',
    'https://[::10.0.0.1]',
    'https://[64:ff9b::a00:1]',
    'https://[fc00::1]',
    'https://[fd12:3456::1]',
    'https://[fe80::1]',
    'https://[ff02::1]',
    'https://[2002:7f00:1::]',
    'https://[2001::1]',
    'https://[2001:db8::1]',
    'https://①②⑦.0.0.1',
  ]
  test.each(insecure)('D51 refuses %s outside development', (host) => {
    expect(() => resolvePlatform({ host })).toThrow(refused)
    expect(() => resolvePlatform({ hosts: { accounts: host } })).toThrow(refused)
    expect(() => resolvePlatform({ jssdkUrl: `${host}/sdk.js` })).toThrow(refused)
    expect(() => resolvePlatform({ qrScriptUrl: `${host}/qr.js` })).toThrow(refused)
    expect(resolvePlatform({ host, allowInsecureHosts: true }).hosts.open).toBe(new URL(host).origin)
  })

  const publicHosts = [
    'https://feishu.example.com',
    'https://100.63.255.255',
    'https://100.128.0.0',
    'https://172.15.0.1',
    'https://172.32.0.1',
    'https://8.8.8.8:8443',
    'https://[2606:4700::1111]',
  ]
  test.each(publicHosts)('D51 admits the public host %s', (host) => {
    expect(resolvePlatform({ host }).hosts.open).toBe(host)
  })

  test('a refusal does not repeat the password in the address', () => {
    try {
      resolvePlatform({ host: 'https://user:hunter22@open.feishu.cn' })
      expect.unreachable()
    } catch (error) {
      expect(String(error)).not.toContain('hunter22')
    }
  })
})
