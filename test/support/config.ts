// Plays: a page inside the simulated client that authenticates itself.
import type { ClientAnswer } from '../../src/emulator/types.ts'
import type { JsapiConfig } from '../../src/index.ts'
import type { World } from './world.ts'

/** What the simulated client says to `h5sdk.config` on this page; the client verifies by a computation of its own. */
export function configure(
  world: World,
  pageUrl: string,
  config: JsapiConfig,
  jsApiList: string[] = ['getUserInfo', 'showToast'],
): ClientAnswer {
  const openId = world.feishu.people.get(1)?.open_id ?? ''
  return world.feishu.client.call({
    api: 'config',
    params: { ...config, jsApiList },
    pageUrl,
    profile: { openId, platform: 'desktop', language: 'zh_CN', generation: 'current', outcome: 'accept' },
  })
}
