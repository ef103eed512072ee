// Offers: one emulator's state as the object that programs, the control API and the pages use.
import type { Events } from './events/events.ts'
import { callClient } from './operations/client-bridge.ts'
import { tellPerson } from './operations/client-person.ts'
import { followAuthorizeUrl, takeClientCode, takeMiniCode, withdrawAs } from './operations/follow.ts'
import * as qr from './operations/qr-phone.ts'
import { restrictLeavers } from './operations/restrict.ts'
import { createOrganisationApi } from './organisation.ts'
import type { Faults } from './state/faults.ts'
import type { QrCode as Code } from './state/qr-codes.ts'
import type { State } from './state/state.ts'
import { checkSwitches } from './state/switches.ts'
import type { AppSettings, Emulator } from './types.ts'

export interface Surroundings {
  url: () => string
  /** The origin that callers are told. */
  advertised: () => string
  https: () => Emulator['https']
  events: Events
  close: () => Promise<void>
}

const copy = <T>(value: T): T => structuredClone(value)

function createApps({ apps }: State): Emulator['apps'] {
  const copyOf = (app: AppSettings | undefined) => (app === undefined ? undefined : copy(app))
  return {
    list: () => copy(apps.list()),
    get: (appId) => copyOf(apps.get(appId)),
    create: (settings) => copy(apps.create(settings)),
    update: (appId, patch) => copy(apps.update(appId, patch)),
  }
}

function createPhone(state: State, url: () => string): Emulator['phone'] {
  const describe = (code: Code) => qr.describeQrCode(state, code, url())
  return {
    codes: () => qr.listQrCodes(state).map(describe),
    scan: (code, person) => describe(qr.scan(state, code, person)),
    confirm: (code) => describe(qr.confirm(state, code)),
    cancel: (code) => describe(qr.cancel(state, code)),
    expire: (code) => describe(qr.expire(state, code)),
  }
}

export function createEmulator(
  state: State,
  faults: Faults,
  { url, advertised, https, events, close }: Surroundings,
): Emulator {
  restrictLeavers(state)
  return {
    get url() {
      return url()
    },
    get https() {
      return https()
    },
    seed: state.seed,
    get env() {
      const { appId, appSecret } = state.apps.first
      return { APP_ID: appId, APP_SECRET: appSecret, FEISHU_HOST: advertised() }
    },
    get app() {
      return copy(state.apps.first)
    },
    apps: createApps(state),
    ...createOrganisationApi(state),
    login: {
      approve: (authorizeUrl, person, { grantedScopes } = {}) =>
        followAuthorizeUrl(state, authorizeUrl, person, 'approve', grantedScopes),
      deny: (authorizeUrl, person) => followAuthorizeUrl(state, authorizeUrl, person, 'deny'),
      withdraw: (person, { appId } = {}) => withdrawAs(state, person, appId),
    },
    client: {
      call: (call) => callClient(state, call),
      personFor: (pageUrl, profile) => {
        const origins = [url(), advertised(), https()?.url].filter((origin) => origin !== undefined)
        return tellPerson(origins, pageUrl, profile)
      },
      code: (pageUrl, person, options) => takeClientCode(state, pageUrl, person, options),
    },
    phone: createPhone(state, url),
    miniProgram: { code: (person, options) => takeMiniCode(state, person, options) },
    events: events.api,
    switches: {
      get: () => copy(state.switches),
      update: (patch) => copy(Object.assign(state.switches, checkSwitches({ ...state.switches, ...patch }))),
    },
    tokens: ({ ttlSeconds }) => state.appTokens.setLife(ttlSeconds),
    rateLimits(settings) {
      if (settings !== undefined) state.rateLimits.set(settings)
      return state.rateLimits.get()
    },
    clock: state.clock,
    faults: { add: faults.add, list: faults.list, clear: faults.clear },
    requests: (filter) => state.requests.list(filter),
    clearRequests: () => state.requests.clear(),
    reset() {
      faults.clear()
      events.reset()
      state.reset()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
