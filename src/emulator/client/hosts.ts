// Lists: the hosts that serve the platform's scripts, as seen in the platform's documents and in public code.

/** Hosts a page may load the JSSDK from. Way A maps them to the emulator's https port. */
export const jssdkHosts = [
  'lf1-cdn-tos.bytegoofy.com',
  'lf-scm-cn.feishucdn.com',
  'lf-package-sg.larksuitecdn.com',
  'sf-unpkg-src.bytedance.net',
] as const

/** Hosts of QR sign-in: where a page loads its script from, and where its frame and the authorize page are. */
export const qrHosts = [
  'lf-package-cn.feishucdn.com',
  'sf3-cn.feishucdn.com',
  'passport.feishu.cn',
  'passport.larksuite.com',
] as const
