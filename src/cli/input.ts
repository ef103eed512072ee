// Reads: what is typed, or piped, into a command.

import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { Input } from './io.ts'

/** More than any secret. */
const mostBytes = 64 * 1024

export function inputOf(stdin: NodeJS.ReadStream, terminal: Pick<NodeJS.WritableStream, 'write'>): Input {
  return {
    isTerminal: stdin.isTTY === true,
    async readAll() {
      const parts: Buffer[] = []
      let size = 0
      for await (const part of stdin) {
        parts.push(Buffer.from(part))
        size += part.length
        if (size > mostBytes) break
      }
      return Buffer.concat(parts).toString('utf8')
    },
    askHidden(question) {
      // Readline echoes to its output, so it has none; the terminal itself echoes nothing while readline reads it raw.
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
      const lines = createInterface({ input: stdin, output: nowhere, terminal: true })
      terminal.write(question)
      return new Promise((resolve) => {
        let typed: string | undefined
        lines.once('line', (line) => {
          typed = line
          lines.close()
        })
        // Ctrl-C and Ctrl-D: nothing was typed.
        lines.once('SIGINT', () => lines.close())
        lines.once('close', () => {
          terminal.write('\n')
          resolve(typed)
        })
      })
    },
  }
}
