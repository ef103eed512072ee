// Shapes: what a person has in the fields that the organisation has added.
import type { CustomValue } from '../../state/custom-attributes.ts'
import { personId } from './ids.ts'
import type { Viewer } from './viewer.ts'

function valueField({ state, identity, personIds }: Viewer, value: CustomValue): Record<string, unknown> {
  switch (value.type) {
    case 'TEXT':
      return { text: value.text }
    case 'HREF':
      return { text: value.text, url: value.url, pc_url: value.url }
    case 'ENUMERATION':
      return { option_id: value.optionId, option_value: value.optionValue }
    case 'GENERIC_USER':
      return { generic_user: { id: personId(state, identity.app.appId, value.person, personIds), type: 1 } }
  }
}

export const customValues = (viewer: Viewer, values: readonly CustomValue[]): Record<string, unknown>[] =>
  values.map((value) => ({ type: value.type, id: value.id, value: valueField(viewer, value) }))
