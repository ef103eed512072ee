// Tests: the public surface of the room, so that it changes on purpose only.
import { expect, test } from 'vitest'
import * as tokens from './index.ts'

test('exports exactly this', () => {
  expect(Object.keys(tokens).sort()).toEqual([
    'createAppTokens',
    'createPlatformClient',
    'createUserTokens',
    'isScope',
    'ownerName',
    'userTokenStateOf',
  ])
})
