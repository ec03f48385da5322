import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.long.test.ts'],
    globalSetup: 'test/support/postgres.setup.ts',
    reporters: ['default', ['json', { outputFile: '.reports/vitest.json' }]],
  },
})
