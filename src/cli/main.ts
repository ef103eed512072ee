#!/usr/bin/env node
// Starts: the command line, with the process's own streams, variables and signals.

import { run } from './run.ts'
import { onStop } from './signals.ts'

for (const stream of [process.stdout, process.stderr]) {
  // Whoever reads no further, as `head` does, has what they wanted; the work goes on to its end.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  isTerminal: process.stderr.isTTY === true,
  isOutTerminal: process.stdout.isTTY === true,
  screen: process.stderr,
  onStop,
})
