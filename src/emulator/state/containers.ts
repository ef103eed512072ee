// Remembers: what each window of the simulated client knows: where it is authenticated, what it has shown, what it keeps.
import { createBoundedMap } from './bounded-map.ts'

/** A successful `h5sdk.config`. */
export interface Authentication {
  readonly appId: string
  /** Address of the page without the fragment. */
  readonly url: string
  readonly jsApiList: readonly string[]
}

export interface Container {
  /** Oldest first. */
  readonly authentications: readonly Authentication[]
  /** Addresses of the pages that called, without fragment, newest last. */
  readonly pages: readonly string[]
  clipboard: string
  readonly storage: Map<string, unknown>
  authenticate(authentication: Authentication): void
  visit(url: string): void
}

export interface Containers {
  /** The window of this name; a new one when nobody has used the name. */
  of(id: string): Container
  clear(): void
}

const mostContainers = 10_000
const mostEntries = 200

function createContainer(): Container {
  let authentications: Authentication[] = []
  let pages: string[] = []
  return {
    clipboard: '',
    storage: new Map(),
    get authentications() {
      return authentications
    },
    get pages() {
      return pages
    },
    authenticate(added) {
      const others = authentications.filter(({ url }) => url !== added.url)
      authentications = [...others, added].slice(-mostEntries)
    },
    visit(url) {
      pages = [...pages.filter((page) => page !== url), url].slice(-mostEntries)
    },
  }
}

export function createContainers(): Containers {
  const containers = createBoundedMap<Container>(mostContainers)
  return {
    of(id) {
      const container = containers.get(id) ?? createContainer()
      containers.set(id, container)
      return container
    },
    clear: () => containers.clear(),
  }
}
