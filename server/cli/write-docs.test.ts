import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settings } from '../config.ts'
import { renderOpenApi } from './describe-api.ts'
import { renderConfigurationPage, renderErrorsPage } from './write-docs.ts'

test('the page on settings is what the settings say', () => {
  expect(readFileSync('docs/configuration.md', 'utf8')).toBe(renderConfigurationPage(settings))
})

test('openapi.json is what the routes say', async () => {
  expect(readFileSync('openapi.json', 'utf8')).toBe(await renderOpenApi())
})

test('the page on errors is what the features refuse, and no code stands for two things', async () => {
  await import('../app.ts')
  const { declaredRefusals } = await import('../kernel/refusal.ts')
  expect(readFileSync('docs/errors.md', 'utf8')).toBe(renderErrorsPage(declaredRefusals))
  const statuses = Map.groupBy(declaredRefusals, ({ code }) => code)
  for (const [code, kinds] of statuses) expect([code, new Set(kinds.map(({ status }) => status)).size]).toEqual([code, 1])
})
