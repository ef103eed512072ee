// Decides: which page addresses may be signed.
import { LarkspurError } from '../errors/larkspur-error.ts'

const maxBytes = 8 * 1024

/** Spaces and controls never stand in `location.href`; in a signed text they could pass for something else. */
const strayCharacters = /[\s\p{Cc}]/u

const refuse = (problem: string) =>
  new LarkspurError('page_not_allowed', { message: `The page's address ${problem}, so it is not signed.` })

/**
 * The text to sign: the address before `#`, raw. Encoding, decoding or tidying it would make it differ from what the
 * client compares.
 *
 * @param origins that may be signed, each as `URL.origin` writes it
 * @throws {LarkspurError} `page_not_allowed`, `request_invalid` above 8 KB
 */
export function signablePage(pageUrl: string, origins: readonly string[]): string {
  const page = pageUrl.split('#', 1)[0] ?? ''
  if (new TextEncoder().encode(page).byteLength > maxBytes) {
    throw new LarkspurError('request_invalid', { message: "The page's address is longer than 8 KB." })
  }
  if (strayCharacters.test(page)) throw refuse('holds spaces or control characters')
  if (!page.isWellFormed() || !URL.canParse(page)) throw refuse('is none')
  const { origin } = new URL(page)
  if (!origins.includes(origin)) throw refuse('is not on a configured origin')
  // Browsers write the origin in front, in exactly this spelling. Everything else that still parses (`user@host`,
  // `blob:`, backslashes, the default port) could be read differently by somebody, and no page has it.
  if (!page.startsWith(origin) || !/^(?:[/?]|$)/.test(page.slice(origin.length))) {
    throw refuse('is not written as a browser writes it')
  }
  return page
}
