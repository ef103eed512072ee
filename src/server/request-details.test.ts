import { afterAll, beforeAll, expect, test } from 'vitest'
import { signInByRedirect } from '../../test/support/sign-in.ts'
import { createVisitor, type Visitor } from '../../test/support/visitor.ts'
import { startWorld, type World } from '../../test/support/world.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { detailOf } from './request-details.ts'

let world: World
const administrators: Partial<Record<'en' | 'zh', Visitor>> = {}
beforeAll(async () => {
  world = await startWorld()
  for (const language of ['en', 'zh'] as const) {
    const visitor = createVisitor(world.url, language)
    await signInByRedirect(world, visitor, 3)
    const { user } = (await (await visitor.script('/auth/session')).json()) as { user: { id: string } }
    await world.larkspur.accounts.grant(user.id, 'administrator')
    administrators[language] = visitor
  }
})
afterAll(() => world[Symbol.asyncDispose]())

test.each([
  ['users?limit=5000', 'The parameter limit must be a whole number from 1 to 200.', /limit.*1 到 200/],
  ['users?below=1', 'The parameter below must be true or false, and needs department.', /below/],
  ['users?MARKER=1', 'There is a parameter that this address does not know.', /不支持的参数/],
  ['users?limit=1&limit=2', 'Each parameter may be there once.', /只能出现一次/],
  ['users?cursor=MARKER', 'The cursor is not one of this list.', /cursor/],
  ['users?instance=MARKER', 'There is no instance of this name.', /没有该名称的应用/],
  ['search', 'The parameter q must hold 1 to 128 characters, and not spaces alone.', /参数 q/],
])('%s: the answer says what does not fit, in both languages, and repeats nothing', async (path, en, zh) => {
  for (const [language, detail] of [
    ['en', en],
    ['zh', expect.stringMatching(zh)],
  ] as const) {
    const response = await administrators[language]?.script(`/auth/directory/${path}`)
    if (response === undefined) throw new Error('nobody is signed in')
    expect(response.status).toBe(400)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'request_invalid', detail } })
    expect(text).not.toContain('MARKER')
  }
})

test.each([
  'The parameter MARKER is not valid.',
  'The body does not fit at: MARKER.',
  'The body is not JSON. MARKER',
  'constructor',
  '__proto__',
])('D63 a sentence that is not one of ours, whole, is not told: %s', (message) => {
  expect(detailOf(new LarkspurError('request_invalid', { message }), 'en')).toBeUndefined()
})

test('nothing is told of another error, nor of an invalid request without a sentence of its own', () => {
  const message = 'The body is not JSON.'
  expect(detailOf(new LarkspurError('internal_error', { message }), 'zh')).toBeUndefined()
  expect(detailOf(new LarkspurError('request_invalid'), 'zh')).toBeUndefined()
})
