// Holds: the browser library to its promise: small, whole in one file, and nothing of Node in it.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

/** Minified by the build, compressed here as a web server would. */
const limit = 4096
const files = ['dist/browser/index.js', 'dist/browser/larkspur.js']
/** Words that only code for Node, or code with a dependency, would hold. */
const foreign = [
  /\bimport\s*[("'{*]/,
  /\bfrom\s*["']/,
  /\brequire\s*\(/,
  /\bprocess\b/,
  /\bBuffer\b/,
  /["']node:/,
]

const problems = files.flatMap((file) => {
  const code = readFileSync(file, 'utf8')
  const size = gzipSync(code, { level: 9 }).length
  process.stdout.write(`${file}: ${size} of ${limit} bytes\n`)
  return [
    ...(size > limit ? [`${file} is ${size - limit} bytes too large`] : []),
    ...foreign.filter((pattern) => pattern.test(code)).map((pattern) => `${file} holds ${pattern}`),
  ]
})
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
