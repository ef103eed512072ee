// Reads: a posted form of the app page as a change of the app's settings.
import type { AppSettings, Emulator } from '../types.ts'

type Change = Partial<Omit<AppSettings, 'appId'>>

/** @throws Error with a sentence for the person when the form cannot be understood. */
export function readAppForm(form: URLSearchParams, emulator: Emulator, appId: string): Change {
  const setting = form.get('setting') ?? ''
  const lines = (form.get('value') ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  switch (setting) {
    case 'redirectUrls':
    case 'trustedDomains':
    case 'scopes':
    case 'ipAllowList':
      return { [setting]: lines }
    case 'availability':
      if (form.get('who') !== 'some') return { availability: 'all' }
      return { availability: lines.map((line) => indexOf(line, emulator, appId)) }
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
