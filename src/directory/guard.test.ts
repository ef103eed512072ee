import { describe, expect, it } from 'vitest'
import { needsConfirmation } from './guard.ts'

const present = { people: 100, departments: 60 }

describe('the removal guard', () => {
  it.each([
    ['nobody', { people: 0, departments: 0 }, 0.1, false],
    ['a tenth of the people', { people: 10, departments: 0 }, 0.1, false],
    ['more than a tenth of the people', { people: 11, departments: 0 }, 0.1, true],
    ['more than a tenth of the departments', { people: 0, departments: 7 }, 0.1, true],
    ['fewer than five, whatever the share', { people: 4, departments: 4 }, 0, false],
    ['five, where no share is allowed', { people: 5, departments: 0 }, 0, true],
    ['everybody, where all may go', { people: 100, departments: 60 }, 1, false],
  ])('D74 asks before the removal of %s: %s', (_, missing, share, asks) => {
    expect(needsConfirmation(missing, present, share, null)).toBe(asks)
  })

  it('D74 lets through what was confirmed, and no more than that', () => {
    const confirmed = { people: 40, departments: 0 }
    expect(needsConfirmation({ people: 40, departments: 0 }, present, 0.1, confirmed)).toBe(false)
    expect(needsConfirmation({ people: 41, departments: 0 }, present, 0.1, confirmed)).toBe(true)
    expect(needsConfirmation({ people: 40, departments: 7 }, present, 0.1, confirmed)).toBe(true)
  })
})
