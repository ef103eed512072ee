// Knows: in which words a page speaks and how its links are written.
import type { Context } from 'hono'
import { chooseLanguage } from './language.ts'
import { en, type Text } from './text-en.ts'
import { zh } from './text-zh.ts'
import type { Language } from './views.ts'

/** The words of a language. */
export const textOf = (language: Language): Text => (language === 'zh' ? zh : en)

type Query = Record<string, string | number | undefined>

export interface PageContext {
  language: Language
  text: Text
  /** Path of this page. */
  path: string
  /** Query of this page without `lang`. */
  query: Record<string, string>
  /** The `lang` of the address, to be carried in GET forms. */
  lang: string | undefined
  /** Address of a console page; keeps an explicit `lang`, leaves out empty values. */
  href(path: string, query?: Query, hash?: string): string
  /** This page in the other language. */
  otherLanguageHref: string
}

export function createPageContext(c: Context): PageContext {
  const { lang: asked, ...query } = c.req.query()
  const { language, explicit } = chooseLanguage(asked, c.req.header('accept-language'))
  const text = textOf(language)
  const lang = explicit ? language : undefined
  return {
    language,
    text,
    path: c.req.path,
    query,
    lang,
    href: (path, wanted = {}, hash = '') => address(path, { ...wanted, lang }, hash),
    otherLanguageHref: address(c.req.path, { ...query, lang: text.otherLanguageCode }, ''),
  }
}

function address(path: string, query: Query, hash: string): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()
  return path + (search && `?${search}`) + (hash && `#${hash}`)
}
