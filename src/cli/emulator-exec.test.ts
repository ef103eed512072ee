import { expect, test } from 'vitest'
import { startCommand } from '../../test/support/command.ts'

const script = (text: string) => ['emulator', 'exec', '--', process.execPath, '--eval', text]

test('exec gives the command an emulator in its environment, and ends with its exit code', async () => {
  await using command = startCommand(
    script(`
      const { APP_ID, APP_SECRET, FEISHU_HOST, MARK } = process.env
      const body = JSON.stringify({ app_id: APP_ID, app_secret: APP_SECRET })
      const path = '/open-apis/auth/v3/tenant_access_token/internal'
      const headers = { 'content-type': 'application/json' }
      fetch(FEISHU_HOST + path, { method: 'POST', headers, body }).then(async (answer) => {
        console.log(FEISHU_HOST, (await answer.json()).code, MARK)
        console.error('to stderr')
        process.exit(7)
      })`),
    { MARK: 'kept' },
  )
  expect(await command.ended).toBe(7)
  expect(command.output.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+ 0 kept\n$/)
  expect(command.output.stderr).toBe('to stderr\n')
  const [host = ''] = command.output.stdout.split(' ')
  await expect(fetch(host)).rejects.toThrow()
})

test('exec reads its own options before the command, and leaves the command its own', async () => {
  const print = 'console.log(process.env.APP_ID, process.argv.slice(1).join())'
  const own = ['--app-id', 'cli_0123456789abcdef', process.execPath, '--eval', print]
  await using command = startCommand(['emulator', 'exec', ...own, 'x', '--port', 'y'])
  expect(await command.ended).toBe(0)
  expect(command.output.stdout).toBe('cli_0123456789abcdef x,--port,y\n')
})

test.each(['SIGINT', 'SIGTERM'] as const)('exec hands %s on and waits for the command', async (signal) => {
  await using command = startCommand(
    script(`
      process.on('${signal}', () => { console.log('asked'); process.exitCode = 5; clearInterval(alive) })
      const alive = setInterval(() => {}, 1000)
      console.log('ready')`),
  )
  await command.printed(/ready/)
  expect(await command.stop(signal)).toBe(5)
  expect(command.output.stdout).toBe('ready\nasked\n')
})

test('exec counts a signal that ends the command as shells do', async () => {
  await using command = startCommand(
    script("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)"),
  )
  expect(await command.ended).toBe(143)
})

test.each([
  [['emulator', 'exec'], /missing required argument/],
  [['emulator', 'exec', '--', 'no-such-command-here'], /no-such-command-here cannot be run/],
  [['emulator', 'env', '--port', '1'], /No emulator answers on port 1/],
])('%j ends with 2 and says why', async (words, sentence) => {
  await using command = startCommand(words)
  expect(await command.ended).toBe(2)
  expect(command.output.stdout).toBe('')
  expect(command.output.stderr).toMatch(sentence)
})

test.each(['exec', 'env'])('D64 emulator %s refuses production', async (name) => {
  const words = name === 'exec' ? script("console.log('ran')") : ['emulator', 'env']
  await using command = startCommand(words, { NODE_ENV: 'production' })
  expect(await command.ended).toBe(2)
  expect(command.output.stdout).toBe('')
})

test('env prints the lines of an emulator that runs, and ends', async () => {
  await using emulator = startCommand(['emulator', '--port', '0'])
  await emulator.printed(/Ctrl-C/)
  const [, port = ''] = /FEISHU_HOST=http:\/\/127\.0\.0\.1:(\d+)/.exec(emulator.output.stdout) ?? []
  await using command = startCommand(['emulator', 'env', '--port', port])
  expect(await command.ended).toBe(0)
  expect(command.output.stdout).toBe(emulator.output.stdout)
  expect(command.output.stderr).toBe('')
})
