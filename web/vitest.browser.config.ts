import { defineConfig } from 'vitest/config'

/** Drives a real Chromium over the built pages; see browser/harness.ts. */
export default defineConfig({
  test: {
    include: ['browser/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
})
