// Derives: the fields that the organisation has added to its people, and who has which value.

/** A field of the organisation's own, as the contact API defines it. */
export interface CustomAttribute {
  id: string
  type: 'TEXT' | 'HREF' | 'ENUMERATION' | 'GENERIC_USER'
  name: string
  enName: string
  /** Of an enumeration. */
  options: readonly { id: string; value: string }[]
}

/** What one person has in one of them. */
export type CustomValue =
  | { id: string; type: 'TEXT'; text: string }
  | { id: string; type: 'HREF'; text: string; url: string }
  | { id: string; type: 'ENUMERATION'; optionId: string; optionValue: string }
  /** `person` is an index. */
  | { id: string; type: 'GENERIC_USER'; person: number }

const workModes = [
  { id: 'opt-office', value: '办公室' },
  { id: 'opt-hybrid', value: '混合' },
  { id: 'opt-remote', value: '远程' },
] as const

const badge = 'C-7000000000000000001'
const page = 'C-7000000000000000002'
const mode = 'C-7000000000000000003'
const mentor = 'C-7000000000000000004'

export const customAttributes: readonly CustomAttribute[] = [
  { id: badge, type: 'TEXT', name: '工牌号', enName: 'Badge', options: [] },
  { id: page, type: 'HREF', name: '个人主页', enName: 'Page', options: [] },
  { id: mode, type: 'ENUMERATION', name: '办公方式', enName: 'Work mode', options: workModes },
  { id: mentor, type: 'GENERIC_USER', name: '导师', enName: 'Mentor', options: [] },
]

/** @param draw a number that looks random @param size people of the seed */
export function customValuesOf(index: number, draw: number, size: number): CustomValue[] {
  const option = workModes[draw % workModes.length] ?? workModes[0]
  const values: CustomValue[] = []
  if (draw % 3 === 0) values.push({ id: badge, type: 'TEXT', text: `B-${index + 1}` })
  if (draw % 7 === 0)
    values.push({ id: page, type: 'HREF', text: '主页', url: `https://people.larkspur.example/${index}` })
  if (draw % 5 < 2)
    values.push({ id: mode, type: 'ENUMERATION', optionId: option.id, optionValue: option.value })
  if (draw % 11 === 0) values.push({ id: mentor, type: 'GENERIC_USER', person: draw % size })
  return values
}
