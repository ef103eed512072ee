// Shows: the states of the signed-out page, busy, failed, and its replacement by the profile.

export interface View {
  /** @param otherWay whether the redirect is offered meanwhile */
  busy(text: string, otherWay?: boolean): void
  /** Neither busy nor failed. */
  ready(): void
  failed(lines: string[]): void
  replace(page: Document): HTMLElement
  onRetry(work: () => void): void
  /** `work` says whether it takes the click over. */
  onSignIn(work: () => boolean): void
}

function find<T extends HTMLElement>(root: ParentNode, selector: string): T {
  const element = root.querySelector<T>(selector)
  if (element === null) throw new Error(`the page has no ${selector}`)
  return element
}

/** The start page as it is now. The server draws the profile, so that it is drawn in one place only. */
export async function fetchStartPage(): Promise<Document> {
  const response = await fetch('/', { credentials: 'same-origin', headers: { Accept: 'text/html' } })
  return new DOMParser().parseFromString(await response.text(), 'text/html')
}

/** Puts the main part of a freshly fetched page in place of the present one, and returns it. */
export function replaceMain(main: HTMLElement, page: Document): HTMLElement {
  const fresh = document.importNode(find<HTMLElement>(page, 'main'), true)
  main.replaceWith(fresh)
  document.title = page.title
  // The old focus is gone with the old part; the heading tells a screen reader where one is.
  fresh.querySelector('h1')?.focus()
  return fresh
}

export function createView(main: HTMLElement): View {
  const status = find(main, '[role=status]')
  const failure = find(main, '[role=alert]')
  const retry = find<HTMLButtonElement>(main, '[data-action=retry]')
  const redirect = find<HTMLAnchorElement>(main, '[data-action=redirect]')
  return {
    busy(text, otherWay = false) {
      main.setAttribute('aria-busy', 'true')
      status.textContent = text
      failure.textContent = ''
      retry.hidden = true
      redirect.hidden = !otherWay
    },
    failed(lines) {
      main.removeAttribute('aria-busy')
      status.textContent = ''
      failure.textContent = ''
      for (const line of lines) {
        const paragraph = document.createElement('p')
        paragraph.textContent = line
        failure.append(paragraph)
      }
      retry.hidden = false
      redirect.hidden = false
      // One filled button: trying again comes first now.
      redirect.classList.remove('primary')
    },
    ready() {
      main.removeAttribute('aria-busy')
      status.textContent = ''
      failure.textContent = ''
      retry.hidden = true
    },
    replace: (page) => replaceMain(main, page),
    onRetry: (work) => retry.addEventListener('click', work),
    onSignIn: (work) =>
      redirect.addEventListener('click', (event) => {
        if (work()) event.preventDefault()
      }),
  }
}
