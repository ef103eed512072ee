// Declares: the one error of the browser library for login elements.

/** What the server answers when a function of an element fails. */
export interface Failure {
  errcode?: number
  errmsg?: string
  requestId?: string
  error?: { code?: string; message?: string; hint?: string }
}

/** Anything that went wrong; nothing else is ever rejected with. */
export class ApiError extends Error {
  declare readonly name: 'ApiError'
  /** The number of the answer, as docs/elements.md lists them; -1 when there was none. */
  declare readonly errcode: number
  /** A code of docs/errors.md, or `network` when the server gave no answer that can be read. */
  declare readonly code: string
  /** What to do next, in the language of the page; '' without an answer. */
  declare readonly hint: string
  /** To be quoted to an operator; '' without an answer. */
  declare readonly requestId: string

  constructor({ errcode = -1, errmsg, requestId = '', error = {} }: Failure) {
    const { code = 'network', message = code, hint = '' } = error
    super(errmsg || message)
    Object.assign(this, { name: 'ApiError', errcode, code, hint, requestId })
  }
}
