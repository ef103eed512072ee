import { expect, test } from 'vitest'
import { chooseLanguage } from './language.ts'

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['zh_CN', 'zh'],
  ['zha', 'en'],
  ['ZH', 'zh'],
  ['zh-Hant-TW', 'zh'],
  ['en-GB,zh;q=0.9', 'en'],
  ['fr-FR, zh;q=0.2', 'zh'],
  ['fr', 'en'],
  ['zh;q=0, en;q=0.1', 'en'],
  ['en;q=0.3, zh;q=0.4', 'zh'],
  ['zh;q=x', 'en'],
  [`${'x,'.repeat(100_000)}zh`, 'en'],
])('Accept-Language %j reads %s', (header, language) => {
  expect(chooseLanguage(header)).toBe(language)
})
