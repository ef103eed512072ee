// Refuses: secrets that somebody else may know.

import { LarkspurError } from '../errors/larkspur-error.ts'

const leastCharacters = 32

/**
 * Pieces of secrets that stand in tutorials, samples and templates, and runs of the keyboard. Longest first: a piece
 * must not be torn apart by a shorter one inside it.
 */
const wellKnown = [
  'abcdefghijklmnopqrstuvwxyz',
  'thisissecretkey',
  'thisisasecret',
  '1234567890',
  '0123456789',
  'keyboardcat',
  'qwertyuiop',
  'asdfghjkl',
  '123456789',
  'yoursecret',
  'secretkey',
  'sessionsecret',
  'appsecret',
  'changethis',
  'replaceme',
  'changeme',
  'changeit',
  'password',
  'supersecret',
  'larkspur',
  'example',
  'default',
  'session',
  'zxcvbnm',
  'please',
  'feishu',
  'secret',
  'change',
  'qwerty',
  'admin',
  'test',
  'this',
  'your',
  'key',
].sort((a, b) => b.length - a.length)

/**
 * Accepts a secret that nobody can guess: at least 32 characters, not one text repeated, not a well-known one with
 * padding.
 * @param name - what the secret is called in the configuration
 * @throws LarkspurError `configuration_invalid`; the message never holds the secret
 */
export function assertSecret(secret: string, name = 'SESSION_SECRET'): void {
  const refused = (rule: string) =>
    new LarkspurError('configuration_invalid', {
      message: `${name} ${rule}.`,
      hint: `Set ${name} to a random text, for example the output of: openssl rand -base64 48`,
    })
  if (typeof secret !== 'string' || secret.length < leastCharacters) {
    throw refused(`must have at least ${leastCharacters} characters`)
  }
  if (repeats(secret)) throw refused('must not be one text repeated')
  const rest = withoutWellKnown(secret)
  // What is left beside the well-known pieces must carry the secret alone: 16 random characters have about 96 bits.
  if (rest.length < 16 || new Set(rest).size < 8) throw refused('must not be a well-known or padded text')
}

/** True when the text is a shorter one written again and again, the last time perhaps cut. */
function repeats(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period++) {
    if (text.slice(period) === text.slice(0, text.length - period)) return true
  }
  return false
}

function withoutWellKnown(secret: string): string {
  let rest = secret.toLowerCase().replace(/[\s\-_.]/g, '')
  for (const piece of wellKnown) rest = rest.replaceAll(piece, '')
  return rest
}
