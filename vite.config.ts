// Builds the wall (client → dist/client) and says which test projects there are.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const node = (name: string, include: string[], timeout: number) => ({
  test: { name, include, environment: 'node' as const, testTimeout: timeout, hookTimeout: timeout, env: { TZ: 'America/New_York' } },
})

export default defineConfig({
  root: 'client',
  publicDir: '../public',
  plugins: [vue()],
  build: { outDir: '../dist/client', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 1200 },
  worker: { format: 'es' },
  test: {
    root: '.',
    // Other work may share the machine: the order of projects is fixed, files of one project run beside each other.
    maxWorkers: 2,
    projects: [
      node('unit', ['test/shared/**/*.test.ts', 'test/server/**/*.test.ts', 'test/client/**/*.test.ts', 'test/contracts/**/*.test.ts', 'test/*.test.ts'], 60_000),
      node('integration', ['test/integration/**/*.test.ts', 'test/chaos/short/**/*.test.ts'], 180_000),
      node('browser', ['test/e2e/**/*.test.ts'], 300_000),
    ],
  },
})
