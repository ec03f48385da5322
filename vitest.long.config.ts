import { defineConfig } from 'vitest/config'

/** What takes minutes rather than seconds: long fuzzing, soak, growth curves. `npm run test:long`. */
export default defineConfig({
  test: { include: ['**/*.long.test.ts'], exclude: ['**/node_modules/**'], globalSetup: 'test/support/databases.setup.ts', testTimeout: 600_000 },
})
