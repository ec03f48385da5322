import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.long.test.ts'],
    globalSetup: ['test/support/databases.setup.ts', 'test/support/dashboard.setup.ts'],
    // Some tests start processes, and two cores may be busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests wait much for disks, processes and answers: by default there would be one worker on two cores.
    maxWorkers: 3,
    // Modules keep nothing that a test could leave to the next, and to load them anew for each file takes a third of the time.
    isolate: false,
    reporters: ['default', ['json', { outputFile: '.reports/vitest.json' }]],
  },
})
