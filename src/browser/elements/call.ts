// Calls: a function of a login element on the server.

import { ApiError, type Failure } from './error.ts'

/** Longer than the server may need for the platform's answers. */
const timeoutMs = 45_000

export type Call = (fullName: string, functionName: string, args: object) => Promise<unknown>

const pathOf = (fullName: string) => fullName.split('.').map(encodeURIComponent).join('/')

export function createCall(base: string): Call {
  return async (fullName, functionName, args) => {
    const language = document.documentElement.lang
    // By hand: web views of older clients have no AbortSignal.timeout.
    const control = new AbortController()
    const timer = setTimeout(() => control.abort(), timeoutMs)
    let answer: (Failure & { data?: unknown }) | undefined
    try {
      const response = await fetch(`${base}/api/${pathOf(fullName)}/${functionName}`, {
        method: 'POST',
        credentials: 'same-origin',
        signal: control.signal,
        headers: {
          'Content-Type': 'application/json',
          ...(language ? { 'Accept-Language': language } : {}),
        },
        body: JSON.stringify(args),
      })
      answer = await response.json()
    } catch {
      // No answer, or one that is not the server's own, such as a proxy's page.
    }
    clearTimeout(timer)
    if (answer && answer.errcode === 0) return answer.data
    throw new ApiError(answer || {})
  }
}
