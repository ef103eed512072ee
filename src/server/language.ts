// Chooses: Chinese or English, by Accept-Language.

export type Language = 'zh' | 'en'

/**
 * The better liked of the two languages; English when neither is named.
 * Source: RFC 9110 section 12.5.4.
 */
export function chooseLanguage(acceptLanguage: string | undefined): Language {
  let best: { language: Language; quality: number } = { language: 'en', quality: 0 }
  for (const part of (acceptLanguage ?? '').slice(0, 1000).split(',')) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';')
    const language = /^zh(?![a-z])/.test(range) ? 'zh' : /^en(?![a-z])/.test(range) ? 'en' : undefined
    if (language === undefined) continue
    const weight = parameters.find((parameter) => parameter.trim().startsWith('q='))
    const quality = weight === undefined ? 1 : Number(weight.trim().slice(2))
    if (quality > best.quality) best = { language, quality }
  }
  return best.language
}
