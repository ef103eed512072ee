// Tries: the package as its users get it, packed and installed into an empty folder, on every Node it supports.
// Run: node scripts/try-package.ts [major …]   (default 22 24 26)
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** A sign-in through every public entry, in plain JavaScript. */
const story = `
import { createServer } from 'node:http'
import { createLarkspur, LarkspurError } from 'larkspur'
import { createListener } from 'larkspur/node'
import { startEmulator } from 'larkspur/emulator'
import { createClient } from 'larkspur/browser'
import { createApi } from 'larkspur/browser/api'

const feishu = await startEmulator()
let listener
const server = createServer((request, response) => listener(request, response))
await new Promise((done) => server.listen(0, '127.0.0.1', done))
const url = 'http://127.0.0.1:' + server.address().port
feishu.apps.update(feishu.app.appId, { redirectUrls: [url + '/auth/callback'] })
const larkspur = await createLarkspur({
  url,
  feishu: { appId: feishu.env.APP_ID, appSecret: feishu.env.APP_SECRET, host: feishu.env.FEISHU_HOST },
  database: 'sqlite:./try.db',
  sessionSecret: 'a secret that is only for trying the package',
  allowInsecureHosts: true,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
})
listener = createListener(larkspur)
const cookieOf = (response) => response.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ')
const start = await fetch(url + '/auth/authorize', { redirect: 'manual' })
const back = feishu.login.approve(start.headers.get('location'), 1)
const end = await fetch(back, { redirect: 'manual', headers: { cookie: cookieOf(start) } })
const session = await fetch(url + '/auth/session', { headers: { cookie: cookieOf(end) } })
const { user } = await session.json()
if (user?.openId !== feishu.people.get(1).open_id) throw new Error('nobody is signed in')
const page = await fetch(url + '/', { headers: { cookie: cookieOf(end), accept: 'text/html' } })
if (!(await page.text()).includes(user.name)) throw new Error('the page does not show the person')
const script = await fetch(feishu.url + '/lark/op/h5-js-sdk-1.5.44.js')
if (script.status !== 200) throw new Error('the emulator has no JSSDK')
if ((await createClient().environment()) !== 'browser') throw new Error('the browser library breaks on a server')
if (createApi().getLoginConfig === undefined) throw new Error('the functions of login elements are not exported')
if (new LarkspurError('not_found').status !== 404) throw new Error('errors are not exported')
server.closeAllConnections()
await new Promise((done) => server.close(done))
await larkspur.close()
await feishu.close()
console.log('signed in on Node ' + process.version)
`

const run = (command: string, parameters: string[], cwd: string) =>
  execFileSync(command, parameters, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

const majors = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24', '26']
const folder = mkdtempSync(join(tmpdir(), 'larkspur-package-'))
try {
  const tarball =
    run('npm', ['pack', '--silent', '--pack-destination', folder], resolve('.')).trim().split('\n').at(-1) ??
    ''
  for (const major of majors) {
    const home = mkdtempSync(join(folder, `node-${major}-`))
    writeFileSync(
      join(home, 'package.json'),
      '{ "private": true, "type": "module", "allowScripts": { "node": true } }',
    )
    writeFileSync(join(home, 'story.js'), story)
    run(
      'npm',
      ['install', '--silent', '--no-audit', '--no-fund', join(folder, tarball), `node@${major}`],
      home,
    )
    const node = join(home, 'node_modules/.bin/node')
    process.stdout.write(run(node, ['story.js'], home))
    const help = run(node, ['node_modules/larkspur/dist/cli.js', '--help'], home)
    if (!help.includes('emulator')) throw new Error(`larkspur --help says nothing useful on Node ${major}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
