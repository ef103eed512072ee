// Chooses: the language of a page, from `?lang=` or else from what the browser prefers.
import type { Language } from './views.ts'

/** Language of a page and whether the address asked for it, so that links can keep it. */
export interface LanguageChoice {
  language: Language
  explicit: boolean
}

/** An explicit `lang` wins; otherwise the first of Chinese and English in Accept-Language; otherwise English. */
export function chooseLanguage(lang: string | undefined, acceptLanguage: string | undefined): LanguageChoice {
  const asked = known(lang ?? '')
  if (asked) return { language: asked, explicit: true }
  const preferred = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim())
      const quality = Number(parameters.find((piece) => piece.startsWith('q='))?.slice(2) ?? 1)
      return { language: known(tag), quality }
    })
    .filter((entry) => entry.language !== undefined && entry.quality > 0)
    // A stable sort: of equal wishes the first one counts.
    .sort((a, b) => b.quality - a.quality)
  return { language: preferred[0]?.language ?? 'en', explicit: false }
}

function known(tag: string): Language | undefined {
  const [primary] = tag.toLowerCase().split(/[-_]/)
  return primary === 'zh' || primary === 'en' ? primary : undefined
}
