#!/usr/bin/env node
// Starts: the command line, with the process's own streams, variables and signals.

import { inputOf } from './input.ts'
import { terminalLanguage } from './io.ts'
import { tooOld } from './node-version.ts'
import { onStop } from './signals.ts'

for (const stream of [process.stdout, process.stderr]) {
  // Whoever reads no further, as `head` does, has what they wanted; the work goes on to its end.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

async function start(): Promise<number> {
  const refusal = tooOld(process.versions.node, terminalLanguage(process.env))
  if (refusal !== undefined) {
    process.stderr.write(`larkspur: ${refusal}\n`)
    return 2
  }
  // Loaded only here: an older Node.js fails at the first import of what it lacks, before a line of ours runs.
  const { run } = await import('./run.ts')
  return run(process.argv.slice(2), {
    environment: process.env,
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    isTerminal: process.stderr.isTTY === true,
    isOutTerminal: process.stdout.isTTY === true,
    screen: process.stderr,
    input: inputOf(process.stdin, process.stderr),
    onStop,
  })
}

// Not awaited: what is loaded later may import from this module, and would wait for its end.
void start().then((exitCode) => {
  process.exitCode = exitCode
})
