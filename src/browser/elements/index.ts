// Offers: the functions of login elements that pages call, `larkspur/browser/api`.

import { createCall } from './call.ts'

export { ApiError } from './error.ts'

/** What a page needs to build the address of the platform's sign-in page. */
export interface LoginConfig {
  appId: string
  /** Random; for one sign-in of this browser within ten minutes. */
  state: string
  /** This page's address without query and fragment. It must be in the app's list of redirect URLs. */
  redirectUri: string
}

/** Who has signed in; what the platform does not tell is null. */
export interface LoginUser {
  /** The platform's `user_id`; the open_id where the app may not see that. */
  userId: string
  name: string | null
  mobile: string | null
  email: string | null
  /** An https address. */
  avatar: string | null
  department: string | null
  position: string | null
  gender: 'male' | 'female' | 'other' | null
  status: string | null
  isLeader: boolean | null
  openId: string
  unionId: string | null
  tenantKey: string | null
}

export interface ApiOptions {
  /** What stands before `/api` in the address of Larkspur's routes. Default: nothing. */
  base?: string
}

export interface Api {
  /**
   * Begins a sign-in with the instance of this full name, such as `auths.loginTypes.FSInnerExample`.
   * @throws ApiError
   */
  getLoginConfig(fullName: string): Promise<LoginConfig>
  /**
   * Ends it with the code that the platform's page, or the client, gave. From then on the person is signed in here.
   * @throws ApiError
   */
  loginWithCode(
    fullName: string,
    given: { authCode: string; state?: string | null | undefined },
  ): Promise<LoginUser>
}

/** The page's address as the platform compares it, and the code that it came with. */
function arrival(): { page: string; code: string | null } {
  const { href, search } = location
  return { page: href.split(/[?#]/, 1)[0] as string, code: new URLSearchParams(search).get('code') }
}

/** Makes the functions of one page. Make them before the page changes its own address. */
export function createApi({ base = '' }: ApiOptions = {}): Api {
  const call = createCall(base)
  // No document: the page is being rendered on a server.
  const first = typeof location === 'undefined' ? undefined : arrival()
  let turn: Promise<unknown> = Promise.resolve()
  return {
    getLoginConfig(fullName) {
      const ask = () => call(fullName, 'getLoginConfig', { redirectUri: arrival().page })
      // One after another: two first requests at once would each be given a browser id of their own.
      const config = turn.then(ask, ask)
      turn = config
      return config as Promise<LoginConfig>
    },
    loginWithCode(fullName, { authCode, state }) {
      // The client's code belongs to no address; that of a redirect belongs to the one that it came to.
      const came = [arrival(), first].find((one) => one !== undefined && one.code === authCode)
      const redirectUri = came?.page
      return call(fullName, 'getLoginCode', { authCode, state, redirectUri }) as Promise<LoginUser>
    },
  }
}
