// Reads: what somebody types to search for.

const most = 128

/** `text` is undefined for nothing at all, or only spaces; `isWrong` for what no name can hold. */
export function readSearch(given: string | null): { text: string | undefined; isWrong: boolean } {
  const text = (given ?? '').trim()
  const isSeen = /[^\s\p{Cf}]/u.test(text)
  const isWrong = text.length > most || /\p{Cc}/u.test(text)
  return { text: isSeen && !isWrong ? text : undefined, isWrong }
}
