import { defineConfig } from '@lingui/conf'
import { formatter } from '@lingui/format-po'

/** What the dashboard says: each page keeps its own words beside it, the frame keeps the rest. */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'fr'],
  catalogs: [
    { path: '<rootDir>/web/pages/{name}/messages/{locale}', include: ['<rootDir>/web/pages/{name}/'] },
    { path: '<rootDir>/web/findings/messages/{locale}', include: ['<rootDir>/web/findings/'] },
    {
      path: '<rootDir>/web/messages/{locale}',
      include: ['<rootDir>/web/'],
      exclude: ['<rootDir>/web/pages/**', '<rootDir>/web/findings/**', '<rootDir>/web/dist/**'],
    },
  ],
  orderBy: 'messageId',
  format: formatter({ lineNumbers: false }), // else every change of a page would change its catalogue
})
