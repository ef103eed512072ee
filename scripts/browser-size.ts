// Holds: the browser libraries to their promise: small, nothing imported at once, and nothing of Node in it.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

/** In bytes, minified by the build. */
const limits = {
  'dist/browser/index.js': 4096,
  'dist/browser/larkspur.js': 4096,
  'dist/browser/qr-widget.js': 1024,
  'dist/browser/api.js': 1536,
  'dist/browser/larkspur-api.js': 1536,
}
/** Node's zlib is not everybody's: the one that most servers have makes up to 30 bytes more of the same file. */
const otherZlib = 30

/** The one thing that is loaded later, and only by who shows a QR code. */
const later = /\bimport\(`\.\/qr-widget\.js`\)/
/** Words that only code for Node, or code with a dependency, would hold. */
const foreign = [
  /\bimport\s*[("'{*]/,
  /\bfrom\s*["']/,
  /\brequire\s*\(/,
  /\bprocess\b/,
  /\bBuffer\b/,
  /["']node:/,
]

const problems = Object.entries(limits).flatMap(([file, limit]) => {
  const code = readFileSync(file, 'utf8')
  const size = gzipSync(code, { level: 9 }).length + otherZlib
  process.stdout.write(`${file}: ${size} of ${limit} bytes\n`)
  return [
    ...(size > limit ? [`${file} is ${size - limit} bytes too large`] : []),
    ...foreign
      .filter((pattern) => pattern.test(code.replace(later, '')))
      .map((pattern) => `${file} holds ${pattern}`),
  ]
})
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
