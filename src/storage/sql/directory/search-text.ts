// Writes: the text by which people and departments are found, and the pattern that finds it.

import type { Fields } from './merge-fields.ts'

/** Names apart from the rest, which not everybody may search in. */
export function personSearchColumns(fields: Fields) {
  const { name, enName, nickname, email, enterpriseEmail, employeeNo, userId } = fields
  return {
    search_names: linesOf([name, enName, nickname]),
    search_text: linesOf([email, enterpriseEmail, employeeNo, userId]),
  }
}

export function departmentSearchColumns({ name, i18nName }: Fields) {
  return { search_names: linesOf([name, ...Object.values((i18nName ?? {}) as Fields)]) }
}

/** A line for each value, so that nothing is found across two of them. */
function linesOf(values: readonly unknown[]): string {
  const texts = values.filter((value): value is string => typeof value === 'string' && value !== '')
  return [...new Set(texts.map(folded))].join('\n')
}

/** Case and width of letters do not matter, nor do spaces around. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** For `like … escape '\'`; undefined when the text asks for nothing. */
export function searchPattern(text: string | undefined): string | undefined {
  const wanted = folded(text ?? '')
  return wanted === '' ? undefined : `%${wanted.replace(/[\\%_]/g, '\\$&')}%`
}
