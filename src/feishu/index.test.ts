// Tests: the public surface of the room, so that it changes on purpose only.
import { expect, test } from 'vitest'
import * as feishu from './index.ts'

test('exports exactly this', () => {
  expect(Object.keys(feishu).sort()).toEqual([
    'authorizeUrl',
    'bearer',
    'callFeishu',
    'createCallContext',
    'createPacer',
    'createPkce',
    'exchangeCode',
    'fetchAppToken',
    'fetchJsapiTicket',
    'getDepartment',
    'getDepartments',
    'getPeople',
    'getPerson',
    'getPersonStatus',
    'getUserInfo',
    'hasPkce',
    'isCode',
    'isIdentifier',
    'isPlatformIdentifier',
    'jsapiSignature',
    'jsonType',
    'largestEvent',
    'listContactScopes',
    'listDepartmentMembers',
    'listDepartmentsBelow',
    'qrGoto',
    'randomId',
    'randomValue',
    'readAuthorizationResponse',
    'redact',
    'refreshUserTokens',
    'resolvePlatform',
    'revokeToken',
    'validateMiniProgramCode',
    'verifyEvent',
  ])
})
