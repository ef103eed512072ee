// Writes: docs/errors.md from the catalogue, so that the page and the code cannot part.
// Run: node scripts/errors-page.ts   (a test compares the two)
import { writeFileSync } from 'node:fs'
import { errorCatalogue } from '../src/errors/catalogue.ts'

const head = `# Errors

Every failure that Larkspur reports is a \`LarkspurError\` with one of the codes below. Switch on \`code\`, never on the text.

| Member | Meaning |
| --- | --- |
| \`code\` | one of the codes on this page; the set is closed |
| \`status\` | the HTTP status with which the server answers it |
| \`message\`, \`hint\` | what happened and the next step, in English, without secrets |
| \`platform\` | what Feishu itself said: \`code\`, \`msg\`, \`logId\`, \`status\`, \`operation\` |
| \`retryAfterSeconds\` | set when trying again makes sense after that time |
| \`cause\` | the error underneath |

Over HTTP the same error is \`{ "error": { "code", "message", "hint", "requestId" } }\`, or a page in Chinese or English when a browser
asks for one. The platform's words stay in the server's log, under the request id; a secret or a token is in neither.

`

/** The whole page, from the catalogue. */
export function errorsPage(): string {
  const sections = Object.entries(errorCatalogue).map(
    ([code, { status, en, zh }]) =>
      `## \`${code}\`\n\nHTTP ${status}. ${en.message} ${en.hint}\n\n${zh.message}${zh.hint}\n`,
  )
  return head + sections.join('\n')
}

if (import.meta.main) writeFileSync(new URL('../docs/errors.md', import.meta.url), errorsPage())
