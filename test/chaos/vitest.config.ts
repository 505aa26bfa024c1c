// The long fault tests: `npm run chaos`. Hours are not needed, minutes are.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/chaos/long/**/*.test.ts'],
    environment: 'node',
    env: { TZ: 'America/New_York' },
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    // One at a time: they measure.
    fileParallelism: false,
  },
})
