// Tries: which endpoint takes the codes of which flow.

import { describe, expect, it } from 'vitest'
import { testApp } from '../../test/support/fake-platform.ts'
import type { TokenGeneration } from '../feishu/index.ts'
import { type CodeSource, exchangingApp } from './generations.ts'

describe('generation of the token endpoint', () => {
  it.each<[TokenGeneration, Record<CodeSource, TokenGeneration>]>([
    ['v3', { redirect: 'v3', confirmed: 'v3', qr: 'v3', in_client: 'v3', mini_program: 'v3' }],
    ['v2', { redirect: 'v2', confirmed: 'v2', qr: 'v2', in_client: 'v2', mini_program: 'v2' }],
    ['oidc', { redirect: 'oidc', confirmed: 'oidc', qr: 'v2', in_client: 'oidc', mini_program: 'v2' }],
    ['v1', { redirect: 'v1', confirmed: 'v2', qr: 'v2', in_client: 'v1', mini_program: 'v2' }],
    [
      'passport',
      { redirect: 'passport', confirmed: 'v2', qr: 'passport', in_client: 'v2', mini_program: 'v2' },
    ],
  ])('%s exchanges as %j', (tokenEndpoint, expected) => {
    const app = testApp('https://open.example', { tokenEndpoint })
    for (const [source, generation] of Object.entries(expected)) {
      expect(exchangingApp(app, source as CodeSource)).toEqual({ ...app, tokenEndpoint: generation })
    }
  })
})
