import { expect, test } from 'vitest'
import { chooseLanguage } from './language.ts'
import { en } from './text-en.ts'
import { zh } from './text-zh.ts'

test.each([
  [undefined, undefined, 'en', false],
  [undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh', false],
  [undefined, 'en-US,en;q=0.9,zh;q=0.8', 'en', false],
  [undefined, 'en;q=0.5, zh_TW;q=0.7', 'zh', false],
  [undefined, 'zh;q=0, en;q=0.1', 'en', false],
  [undefined, 'fr, de;q=0.9, zh;q=0.1', 'zh', false],
  [undefined, 'fr', 'en', false],
  [undefined, 'zh;q=nonsense', 'en', false],
  ['en', 'zh-CN', 'en', true],
  ['zh-CN', 'en', 'zh', true],
  ['klingon', 'zh', 'zh', false],
  ['', 'zh', 'zh', false],
] as const)('lang %s with Accept-Language %s is %s', (lang, header, language, explicit) => {
  expect(chooseLanguage(lang, header)).toEqual({ language, explicit })
})

const keysOf = (value: object): string[] =>
  Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' ? keysOf(inner).map((each) => `${key}.${each}`) : [key],
  )

test('both languages have the same words, and no empty one', () => {
  expect(keysOf(zh).sort()).toEqual(keysOf(en).sort())
  for (const text of [zh, en]) expect(Object.values(text).filter((value) => value === '')).toEqual([])
})
