// Answers: contact/v3/custom_attrs and contact/v3/employee_type_enums: what an organisation has defined for its people.
import { customAttributes } from '../../state/custom-attributes.ts'
import { contactOperation, type Question } from './contact-operation.ts'
import { opens } from './contact-scopes.ts'
import { cutAscending, listField, pageFields, readPage } from './paging.ts'

const inBoth = (zh: string, en: string) => [
  { locale: 'zh_cn', value: zh },
  { locale: 'en_us', value: en },
]

const definitions = customAttributes.map(({ id, type, name, enName, options }) => ({
  id,
  type,
  ...(options.length === 0
    ? {}
    : {
        options: {
          option_type: 'TEXT',
          options: options.map((option) => ({ ...option, name: option.value })),
        },
      }),
  i18n_name: inBoth(name, enName),
}))

/** Those that every organisation has. */
const employeeTypes = [
  ['正式', 'Regular'],
  ['实习', 'Intern'],
  ['外包', 'Outsourced'],
  ['劳务', 'Contractor'],
  ['顾问', 'Consultant'],
].map(([zh = '', en = ''], at) => ({
  enum_id: `${at + 1}`,
  enum_value: `${at + 1}`,
  content: zh,
  enum_type: 1,
  enum_status: 1,
  i18n_content: inBoth(zh, en),
}))

/** One page of definitions. */
function answerPage(question: Question, known: readonly Record<string, unknown>[]): Record<string, unknown> {
  const request = readPage(question, { usual: 20, most: 100 })
  const page = cutAscending([[...known.keys()]], request)
  const items = page.numbers.flatMap((at) => known[at] ?? [])
  return { ...listField(question, 'items', items), ...pageFields(page, request) }
}

const shared = { tokens: ['tenant'], codes: [40011, 40012], ids: false } as const

export const customAttributesOperation = contactOperation({
  ...shared,
  name: 'contact.v3.custom_attrs.list',
  path: 'contact/v3/custom_attrs',
  scopes: opens.base,
  tier: 4,
  answer: (question) => answerPage(question, definitions),
})

export const employeeTypesOperation = contactOperation({
  ...shared,
  name: 'contact.v3.employee_type_enums.list',
  path: 'contact/v3/employee_type_enums',
  scopes: opens.app,
  answer: (question) => answerPage(question, employeeTypes),
})
