// Reads: a posted form of the app page as a change of the app's settings.
import type { AppSettings, Emulator, RateLimitSettings } from '../types.ts'
import { findDepartmentId } from './find-department.ts'
import { fieldOf, linesOf } from './form.ts'
import type { Text } from './text-en.ts'

type Change = Partial<Omit<AppSettings, 'appId'>>

/** @throws Error with a sentence for the person when the form cannot be understood. */
export function readAppForm(form: URLSearchParams, emulator: Emulator, appId: string, text: Text): Change {
  const setting = form.get('setting') ?? ''
  const lines = linesOf(form, 'value')
  switch (setting) {
    case 'redirectUrls':
    case 'trustedDomains':
    case 'scopes':
    case 'ipAllowList':
      return { [setting]: lines }
    case 'availability':
      if (form.get('who') !== 'some') return { availability: 'all' }
      return { availability: lines.map((line) => indexOf(line, emulator, appId)) }
    case 'contactRange': {
      const which = fieldOf(form, 'range')
      if (which === 'availability' || which === 'all') return { contactRange: which }
      if (which !== 'some') throw new Error(`There is no contact range "${which}".`)
      return {
        contactRange: {
          departments: linesOf(form, 'departments').map((line) => findDepartmentId(emulator, text, line)),
          people: linesOf(form, 'people').map((line) => indexOf(line, emulator, appId)),
        },
      }
    }
    case 'switches':
      return {
        enabled: form.has('enabled'),
        installed: form.has('installed'),
        refreshEnabled: form.has('refreshEnabled'),
        qrLogin: form.has('qrLogin'),
      }
    default:
      throw new Error(`There is no setting called "${setting}".`)
  }
}

function indexOf(line: string, emulator: Emulator, appId: string): number {
  const person = emulator.people.get(/^\d+$/.test(line) ? Number(line) : line, appId)
  if (person === undefined) throw new Error(`Nobody is called ${line}.`)
  return person.index
}

/** @throws Error with a sentence for the person when there is no such factor */
export function readRateLimitsForm(form: URLSearchParams): RateLimitSettings {
  if (!form.has('on')) return false
  const factor = Number(fieldOf(form, 'factor') || 1)
  return factor === 1 ? true : { factor }
}
