// Tries: the numbered errors, and which failure has which number.

import { expect, it } from 'vitest'
import { errorCatalogue } from '../errors/catalogue.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { errorFromPlatform } from '../feishu/platform-error.ts'
import { Code } from './code.ts'
import { asCode } from './code-table.ts'

it('element 20 a Code has its number and reason, also in its text', () => {
  const error = new Code(40013, '应用ID不正确,请检查配置')
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'Code', code: 40013, reason: '应用ID不正确,请检查配置' })
  expect(error.message).toBe('40013: 应用ID不正确,请检查配置')
  expect(String(error)).toBe('Code: 40013: 应用ID不正确,请检查配置')
  expect(error.platform).toBeUndefined()
  expect(error.cause).toBeUndefined()
})

it.each([
  ['{name} 不存在', { name: 'zhangsan' }, 'zhangsan 不存在'],
  ['{a}{b}{a}', { a: 1, b: '$&' }, '1$&1'],
  ['{missing} stays', {}, '{missing} stays'],
  ['{toString} {__proto__}', {}, '{toString} {__proto__}'],
  ['{ a } {} {a', { a: 'x' }, '{ a } {} {a'],
])('element 20 formatReason fills the places of %j', (reason, values, expected) => {
  expect(new Code(50000, reason).formatReason(values)).toBe(expected)
})

/** Every number of the platform's that means anything to us, and what a sign-in with an element makes of it. */
const expected: Record<number, number[]> = {
  40013: [10014, 10015, 11209, 20002, 20048, 99991543],
  40014: [
    10202, 20005, 20013, 20014, 99991661, 99991663, 99991664, 99991665, 99991668, 99991670, 99991671,
    99991675,
  ],
  42001: [20006, 99991677, 20026, 20037, 20038, 20064, 20073, 99991669],
  40029: [10204, 20003, 20004, 20007, 20024, 20049, 20065, 20071, 99991501, 10213, 10226],
  60020: [10228, 11207, 11210, 20009, 20010, 20042, 20046, 20069, 20074, 40004, 41050, 99991662, 99991673],
  50000: [
    ...[1000004, 1000005, 10003, 10005, 10012, 10013, 10016, 9499],
    ...[20001, 20008, 20021, 20022, 20023, 20025, 20027, 20028, 20029, 20035, 20036, 20039, 20050, 20063],
    ...[20066, 20067, 20068, 20070, 20072, 21000, 21001, 40001, 40003, 41012],
    ...[99991201, 99991301, 99991400, 99991401, 99991403, 99991672, 99991674, 99991676, 99991679],
    ...[99992351, 99992352, 99992353, 99992357, 99992358, 99992359, 99992360, 99992361, 99992363, 99992364],
    ...[99992379, 99992380, 99992381, 99992402, 123456],
  ],
}
const cases = Object.entries(expected).flatMap(([ours, theirs]) =>
  theirs.map((code) => [code, Number(ours)] as const),
)
const logId = '20260101-marker-log-id'

it.each(cases)('element 20 the platform’s %i is %i', (theirs, ours) => {
  const cause = errorFromPlatform(
    { code: theirs, msg: 'in its own words', logId, status: 400 },
    'oauth.token',
  )
  const error = asCode(cause)
  expect(error).toBeInstanceOf(Code)
  expect(error).toMatchObject({
    code: ours,
    cause,
    platform: { code: theirs, msg: 'in its own words', logId },
  })
  expect(String(error)).toContain(String(ours))
  // Whoever looks for a number in the text must not find another one.
  for (const other of Object.keys(expected)) {
    if (Number(other) !== ours) expect(String(error)).not.toContain(other)
  }
})

it('element 20 the table knows every number that the platform’s table knows', async () => {
  const { readFile } = await import('node:fs/promises')
  const table = await readFile(new URL('../feishu/error-table.ts', import.meta.url), 'utf8')
  const [, rows = ''] = /const rows:.*?= \[(.*?)\n\]\n/s.exec(table) ?? []
  const numbers = [...rows.replaceAll(/\/\/.*$/gm, '').matchAll(/\d{4,}/g)].map(Number)
  expect(numbers.length).toBeGreaterThan(80)
  const known = new Set(cases.map(([code]) => code))
  expect(numbers.filter((code) => !known.has(code))).toEqual([])
})

it.each([40004, 41050, 40014])('element 20 out of the contact range is no unusable app: %i', (code) => {
  const error = asCode(errorFromPlatform({ code, status: 403 }, 'contact.users.get'))
  expect(error).toMatchObject({ code: 50000, platform: { code } })
  expect(String(error)).not.toContain(String(code))
})

it('element 20 the App ID that the token endpoint does not know is 40013', () => {
  const error = asCode(errorFromPlatform({ code: 10003, msg: 'invalid param' }, 'tenant_access_token'))
  expect(error).toMatchObject({ code: 40013 })
})

it('element 20 a state that does not serve is as a code that does not', () => {
  for (const code of ['attempt_missing', 'attempt_invalid', 'attempt_expired'] as const) {
    expect(asCode(new LarkspurError(code))).toMatchObject({ code: 40029, platform: undefined })
  }
})

it('element 20 a mistake of the caller stays what it is, and so does a Code', () => {
  const mistake = new LarkspurError('request_invalid')
  expect(asCode(mistake)).toBe(mistake)
  const numbered = new Code(1, 'x')
  expect(asCode(numbered)).toBe(numbered)
})

it('element 20 every code of ours has a number, and words in both languages that hold nothing of the error’s', () => {
  for (const code of Object.keys(errorCatalogue) as (keyof typeof errorCatalogue)[]) {
    if (code === 'request_invalid') continue
    const error = asCode(new LarkspurError(code, { message: 'marker-secret 40013 40029' }))
    expect(Object.keys(expected)).toContain(String((error as Code).code))
    const { en, zh } = errorCatalogue[code]
    expect((error as Code).reason).toBe(`${zh.message} ${en.message}`)
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('marker')
  }
})

it('element 20 what nobody foresaw is 50000, and keeps its words to itself', () => {
  for (const thrown of [new TypeError('marker of a bug'), 'marker', undefined, null]) {
    const error = asCode(thrown)
    expect(error).toMatchObject({ code: 50000 })
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('marker')
    expect(error.cause).toMatchObject({ code: 'internal_error' })
  }
})
