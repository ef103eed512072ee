// Opens: pages of the console and posts its forms, for tests.
import { rawRequest } from '../http/raw-request.ts'
import type { Emulator } from '../types.ts'

export interface Answer {
  status: number
  text: string
  /** Where the answer leads, as a path. */
  location: string
}

/** Follows nothing. */
export async function openPage(emulator: Emulator, path: string, language = 'en'): Promise<Answer> {
  const response = await fetch(`${emulator.url}/_emulator${path}`, {
    headers: { 'accept-language': language },
    redirect: 'manual',
  })
  const location = response.headers.get('location') ?? ''
  return { status: response.status, text: await response.text(), location }
}

export async function postForm(
  emulator: Emulator,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const {
    status,
    text,
    headers: answered,
  } = await rawRequest(
    emulator.url,
    'POST',
    `/_emulator${path}`,
    { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en', ...headers },
    new URLSearchParams(fields).toString(),
  )
  return { status, text, location: String(answered.location ?? '') }
}
