// Builds the wall (client → dist/client) and says which test projects there are.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** Projects run one after another, in this order: what measures time must not share the cores with what only computes. */
const node = (name: string, order: number, workers: number, include: string[], timeout: number, exclude: string[] = []) => ({
  test: {
    name, include, exclude, environment: 'node' as const, testTimeout: timeout, hookTimeout: timeout, env: { TZ: 'America/New_York' },
    maxWorkers: workers, sequence: { groupOrder: order },
  },
})

/** Whole servers whose speed matters, one at a time. */
const ALONE = ['test/integration/{clock-steps,hard-joins,slow-screens,stream,wire}.test.ts', 'test/chaos/short/hostile.test.ts']

export default defineConfig({
  root: 'client',
  publicDir: '../public',
  plugins: [vue()],
  build: { outDir: '../dist/client', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 1200 },
  worker: { format: 'es' },
  test: {
    root: '.',
    projects: [
      node('unit', 0, 2, ['test/shared/**/*.test.ts', 'test/server/**/*.test.ts', 'test/client/**/*.test.ts', 'test/contracts/**/*.test.ts', 'test/*.test.ts'], 60_000),
      node('integration', 1, 2, ['test/integration/**/*.test.ts', 'test/chaos/short/**/*.test.ts'], 180_000, ALONE),
      node('alone', 2, 1, ALONE, 180_000),
      node('browser', 3, 1, ['test/e2e/**/*.test.ts'], 300_000),
    ],
  },
})
