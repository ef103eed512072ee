// Collects: what a server logs, every level of it.
import { Writable } from 'node:stream'
import { type Logger, pino } from 'pino'

export function collectLog(): { lines: string[]; logger: Logger } {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  return { lines, logger: pino({ level: 'trace' }, sink) }
}
