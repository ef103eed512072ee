// Reads: a posted form of the clock page as a fault.
import type { Fault } from '../types.ts'

/** @throws Error with a sentence for the person when the form makes no fault. */
export function readFaultForm(form: URLSearchParams): Fault {
  const field = (name: string): string => (form.get(name) ?? '').trim()
  return {
    operation: field('operation'),
    times: Number(field('times') || 1),
    phase: field('phase') === 'after' ? 'after' : 'before',
    effect: readEffect(field('kind'), field('value')),
  }
}

function readEffect(kind: string, value: string): Fault['effect'] {
  switch (kind) {
    case 'error':
      return { kind, code: whole(value, 1, 999_999_999) }
    case 'status':
      return { kind, status: whole(value, 200, 599) }
    case 'delay':
      return { kind, ms: whole(value, 0, 600_000) }
    case 'omit':
      if (value === '') throw new Error('Name the field to leave out.')
      return { kind, field: value }
    case 'drop':
    case 'truncate':
    case 'html':
      return { kind }
    default:
      throw new Error(`There is no fault of the kind "${kind}".`)
  }
}

function whole(value: string, least: number, most: number): number {
  const number = Number(value)
  if (value !== '' && Number.isInteger(number) && number >= least && number <= most) return number
  throw new Error(`A whole number from ${least} to ${most} is needed, not "${value}".`)
}
