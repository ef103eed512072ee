// Reads: JSON with the place of every mistake, keys that stand there twice included.
//
// JSON.parse would quote the text around a mistake, which in these files may be a secret, and let the last one of two
// equal keys win in silence. It still makes the value, of a text that has passed here.

import type { BothLanguages } from './problem.ts'

/** A mistake; `key` is the path of the key that it is about, '' when it is about none. */
export interface JsonMistake extends BothLanguages {
  key: string
}

export type JsonText = { value: unknown; mistakes?: never } | { mistakes: readonly JsonMistake[] }

const deepest = 32
/** Names that objects keep for themselves: as keys they are somebody's attempt, or an accident. */
const forbidden = ['__proto__', 'constructor', 'prototype']

const space = /[ \t\n\r]*/y
// Of the control characters JSON forbids the first 32.
const text =
  /"[^"\\[\p{Cc}--[\x7f-\x9f]]]*(?:\\(?:["\\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\[\p{Cc}--[\x7f-\x9f]]]*)*"/vy
const plain = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y

class Stop extends Error {}

/** Never throws. A mark at the beginning (BOM), as some editors write it, is passed over. */
export function parseJson(source: string): JsonText {
  const json = source.startsWith('\ufeff') ? source.slice(1) : source
  const mistakes: JsonMistake[] = []
  try {
    scan(json, mistakes)
  } catch (error) {
    if (!(error instanceof Stop)) throw error
  }
  return mistakes.length > 0 ? { mistakes } : { value: JSON.parse(json) }
}

function scan(json: string, mistakes: JsonMistake[]): void {
  let at = 0

  function note(key: string, en: string, zh: string): void {
    const before = json.slice(0, at)
    const line = before.split('\n').length
    const column = at - before.lastIndexOf('\n')
    const [inEnglish, inChinese] = [`Line ${line}, column ${column}`, `第 ${line} 行第 ${column} 列`]
    mistakes.push({ key, en: `${inEnglish}: ${en}.`, zh: `${inChinese}：${zh}。` })
  }

  function stop(en: string, zh: string): never {
    note('', en, zh)
    throw new Stop()
  }

  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at
    const found = pattern.exec(json)?.[0]
    at += found?.length ?? 0
    return found
  }

  function sign(...wanted: string[]): string {
    take(space)
    const found = json[at]
    if (found === undefined || !wanted.includes(found)) {
      stop(
        `there should be ${wanted.map((one) => `"${one}"`).join(' or ')} here`,
        `此处应为 ${wanted.join(' 或 ')}`,
      )
    }
    at += 1
    return found
  }

  function keyOf(path: string, seen: Set<string>): string {
    take(space)
    const start = at
    const quoted = take(text)
    if (quoted === undefined) stop('a key in double quotes should be here', '此处应为带双引号的键')
    const key: string = JSON.parse(quoted)
    const end = at
    at = start
    const name = `${path}${shown(key)}`
    if (forbidden.includes(key)) note(name, 'a key must not have this name', '键不能使用此名称')
    else if (seen.has(key)) note(name, 'this key is there twice; keep one', '此键重复出现，请只保留一个')
    at = end
    seen.add(key)
    return name
  }

  function members(path: string, depth: number): void {
    const seen = new Set<string>()
    take(space)
    if (json[at] === '}') {
      at += 1
      return
    }
    do {
      const name = keyOf(path, seen)
      sign(':')
      value(`${name}.`, depth)
    } while (sign(',', '}') === ',')
  }

  function items(path: string, depth: number): void {
    take(space)
    if (json[at] === ']') {
      at += 1
      return
    }
    do value(path, depth)
    while (sign(',', ']') === ',')
  }

  function value(path: string, depth: number): void {
    take(space)
    if (depth > deepest) stop('this is nested too deeply', '嵌套层数过多')
    const first = json[at]
    if (first === '{' || first === '[') {
      at += 1
      if (first === '{') members(path, depth + 1)
      else items(path, depth + 1)
      return
    }
    if (take(text) !== undefined || take(plain) !== undefined) return
    if (first === '"') {
      stop(
        'this text does not end on its line, or holds a stray backslash',
        '此处的文本没有在本行结束，或含有多余的反斜杠',
      )
    }
    stop(
      'a value should be here: a text in double quotes, a number, true, false, null, { or [',
      '此处应为一个值：带双引号的文本、数字、true、false、null、{ 或 [',
    )
  }

  value('', 0)
  take(space)
  if (at < json.length) stop('nothing should follow here', '此处之后不应再有内容')
}

/** Keys are chosen by whoever wrote the file; a message holds no novel, and no value that slipped into a key. */
const shown = (key: string) => (/^[\w-]{1,40}$/.test(key) ? key : '…')
