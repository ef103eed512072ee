// Runs: a command with an emulated Feishu of its own around it.

import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { type EmulatorFlags, launchEmulator } from './emulator.ts'
import { UsageError } from './failure.ts'
import { refuseProduction } from './guard.ts'
import type { Io } from './io.ts'
import { commandUnusable } from './words.ts'

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Hands the signals of this process on. Returns how to stop that. */
function forwardSignals(child: ChildProcess): () => void {
  const handlers = forwarded.map((signal) => {
    const hand = () => {
      // Ctrl-C in a terminal has reached the command already; twice would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    process.on(signal, hand)
    return () => process.off(signal, hand)
  })
  return () => {
    for (const stop of handlers) stop()
  }
}

/** The exit code of the command; a signal that ended it counts as shells count it. */
function ended(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', () => reject(new UsageError(commandUnusable(name))))
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    )
  })
}

/** @returns the exit code of the command */
export async function emulatorExec(
  io: Io,
  [name = '', ...parameters]: readonly string[],
  flags: EmulatorFlags,
): Promise<number> {
  refuseProduction(io.environment, 'emulator')
  const feishu = await launchEmulator(io, flags, 0)
  try {
    const env = { ...io.environment, ...feishu.env }
    const child = spawn(name, parameters, { env, stdio: 'inherit' })
    const stop = forwardSignals(child)
    try {
      return await ended(child, name)
    } finally {
      stop()
    }
  } finally {
    await feishu.close()
  }
}
