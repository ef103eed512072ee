import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Tests wait for processes and browsers much of their time: the default leaves one of two cores idle.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A failed run must say so even when a test forgot to assert.
    expect: { requireAssertions: true },
    allowOnly: false,
  },
})
