// Runs: programs of this repository as a person would, and keeps what it prints.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export interface Command {
  /** Everything printed so far, stdout and stderr. */
  readonly output: { stdout: string; stderr: string }
  /** Waits until the output matches, or the program ends. */
  printed(pattern: RegExp): Promise<RegExpMatchArray>
  /** Sends a signal and waits for the end. Returns the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  readonly ended: Promise<number | null>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts `larkspur <parameters>`, in an empty folder unless told another one. */
export const startCommand = (
  parameters: string[],
  env: Record<string, string> = {},
  folder?: string,
): Command => startProgram('src/cli/main.ts', parameters, env, folder)

/** Node keeps there what it has compiled: a command starts in half the time. */
const compiled = resolve('test-results/compiled')

/** Starts a program of this repository in an empty folder. */
export function startProgram(
  file: string,
  parameters: string[],
  env: Record<string, string>,
  folder = mkdtempSync(join(tmpdir(), 'larkspur-command-')),
): Command {
  const output = { stdout: '', stderr: '' }
  const child = spawn(process.execPath, [resolve(file), ...parameters], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      LANG: 'en_US.UTF-8',
      NODE_COMPILE_CACHE: compiled,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const listeners = new Set<() => void>()
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text
      for (const listener of listeners) listener()
    })
  }
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const stop = async (signal: NodeJS.Signals = 'SIGINT') => {
    child.kill(signal)
    return ended
  }
  return {
    output,
    ended,
    stop,
    printed: (pattern) =>
      new Promise((found, missed) => {
        const look = () => {
          const match = `${output.stdout}\n${output.stderr}`.match(pattern)
          if (match === null) return
          listeners.delete(look)
          found(match)
        }
        listeners.add(look)
        void ended.then((code) => {
          look()
          missed(
            new Error(`ended with ${code} before printing ${pattern}:\n${output.stdout}${output.stderr}`),
          )
        })
        look()
      }),
    async [Symbol.asyncDispose]() {
      await stop('SIGKILL')
    },
  }
}
