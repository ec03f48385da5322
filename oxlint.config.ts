import { defineConfig } from 'oxlint'
import house from './house-rules.ts'

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'vitest'],
  jsPlugins: ['./house-rules.ts'],
  ignorePatterns: ['**/node_modules/**', '**/dist/**'], // without the first, a folder that is no git checkout has all of node_modules linted
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  categories: { correctness: 'error' },
  rules: {
    ...Object.fromEntries(Object.keys(house.rules).map((name) => [`house/${name}`, 'error' as const])),
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'vitest/valid-expect': ['error', { maxArgs: 2 }], // the second says what was met
    'vitest/expect-expect': ['error', { assertFunctionNames: ['expect*'] }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
  },
})
