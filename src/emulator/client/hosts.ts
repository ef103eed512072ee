// Lists: the hosts that serve the client's JavaScript SDK, as seen in the platform's documents and in public code.

/** Hosts a page may load the JSSDK from. Way A maps them to the emulator's https port. */
export const jssdkHosts = [
  'lf1-cdn-tos.bytegoofy.com',
  'lf-scm-cn.feishucdn.com',
  'lf-package-sg.larksuitecdn.com',
  'sf-unpkg-src.bytedance.net',
] as const
