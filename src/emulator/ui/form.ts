// Reads: what the console's forms post.
import type { Context } from 'hono'
import { readLimitedText } from './limited-body.ts'

/** How the console answers. */
export interface ShowPage {
  send(c: Context, page: string, status?: 200 | 400): Response
  /** For a form that is larger than any of ours. */
  tooLarge(c: Context): Response
}

/** A posted form; undefined when it is too large. Anything that is no form reads as an empty one. */
export async function readForm(c: Context): Promise<URLSearchParams | undefined> {
  const text = await readLimitedText(c)
  const type = c.req.header('content-type') ?? ''
  return text === undefined
    ? undefined
    : new URLSearchParams(type.startsWith('application/x-www-form-urlencoded') ? text : '')
}

/** The value of a field without the space around it; '' when there is none. */
export const fieldOf = (form: URLSearchParams, name: string): string => (form.get(name) ?? '').trim()

/** The lines of a field that are not empty. */
export const linesOf = (form: URLSearchParams, name: string): string[] =>
  fieldOf(form, name)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
