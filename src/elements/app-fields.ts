// Checks: the fields that describe a Feishu or Lark app, wherever they are given: options, files, forms.

import * as z from 'zod'
import { isScope } from '../tokens/index.ts'
import type { Say } from './both-languages.ts'

/** Fields of an app by the language of their messages, which continue a sentence that begins with the field's name. */
export function appFields(say: Say) {
  const required = (en: string, zh: string) => (issue: { input: unknown }) =>
    issue.input === undefined || issue.input === ''
      ? say(`is missing; set it to ${en}`, `缺失；请填写${zh}`)
      : say(`must be ${en}`, `必须是${zh}`)

  const text = (en: string, zh: string) =>
    z
      .string({ error: required(en, zh) })
      .min(1, { error: required(en, zh) })
      .max(512, say('must not be longer than 512 characters', '不能超过 512 个字符'))

  const choice = <const T extends readonly [string, ...string[]]>(values: T) => {
    const quoted = values.map((value) => `"${value}"`)
    return z.enum(values, { error: say(`must be ${quoted.join(' or ')}`, `必须是 ${quoted.join(' 或 ')}`) })
  }

  const eventSecret = (name: string) =>
    z
      .string({
        error: say(
          `must be the ${name} from Developer Console > Events & Callbacks`,
          `必须是开发者后台“事件与回调”中的 ${name}`,
        ),
      })
      // The platform's own are longer; an Encrypt Key can be chosen there, and then hold spaces.
      .min(8, say('must have at least 8 characters', '至少要有 8 个字符'))
      .max(512, say('must not be longer than 512 characters', '不能超过 512 个字符'))
      .regex(
        /^(?! )[\x20-\x7e]*(?<! )$/,
        say(
          'must not begin or end with spaces, or hold control characters',
          '首尾不能有空格，也不能含有控制字符',
        ),
      )

  const scopes = say(
    'must be a list of scopes such as contact:user.email:readonly',
    '必须是权限列表，例如 contact:user.email:readonly',
  )
  const scope = z.string({ error: scopes }).refine(isScope, scopes)

  return {
    brand: choice(['feishu', 'lark']),
    appId: text(
      'the App ID from Developer Console > Credentials & Basic Info',
      '开发者后台“凭证与基础信息”中的 App ID',
    ).regex(
      /^[A-Za-z0-9_-]*$/,
      say('must look like cli_a1b2c3d4e5f60718, without spaces', '应类似 cli_a1b2c3d4e5f60718，不含空格'),
    ),
    appSecret: text(
      'the App Secret from Developer Console > Credentials & Basic Info',
      '开发者后台“凭证与基础信息”中的 App Secret',
    ).regex(
      /^[\x21-\x7e]*$/,
      say(
        'must not hold spaces, control characters or anything else outside ASCII',
        '不能含有空格、控制字符或其他非 ASCII 字符',
      ),
    ),
    host: z.string({
      error: say(
        'must be an origin such as https://open.example.com',
        '必须是来源地址，例如 https://open.example.com',
      ),
    }),
    tokenEndpoint: choice(['v2', 'v3', 'oidc', 'v1', 'passport']),
    scope,
    scopes: z.array(scope, { error: scopes }),
    encryptKey: eventSecret('Encrypt Key'),
    verificationToken: eventSecret('Verification Token'),
    /** What is told where neither of the two secrets of events is given. */
    noEventSecret: say(
      'needs encryptKey, verificationToken, or both: without them anybody could send events',
      '需要 encryptKey、verificationToken 或两者：否则任何人都能发送事件',
    ),
  }
}
