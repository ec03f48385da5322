import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settings } from '../config.ts'
import { renderOpenApi } from './describe-api.ts'
import { renderConfigurationPage, renderErrorsPage } from './write-docs.ts'

type Operation = { operationId: string; summary: string; tags: string[]; parameters?: { $ref?: string }[] }

test('the page on settings is what the settings say', () => {
  expect(readFileSync('docs/configuration.md', 'utf8')).toBe(renderConfigurationPage(settings))
})

test('openapi.json is what the routes say', async () => {
  expect(readFileSync('openapi.json', 'utf8')).toBe(await renderOpenApi())
})

test('every operation has written words, a tag that is described, and, where it is of a team, the parameter that names one', async () => {
  const document = JSON.parse(await renderOpenApi())
  const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, at: `${method} ${path}` })),
  )
  expect(operations.length).toBeGreaterThan(50)
  const described = document.tags.map(({ name }: { name: string }) => name)
  for (const { at, operationId, summary, tags, parameters = [] } of operations) {
    const made = operationId.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    expect([at, summary !== undefined && summary.length > 5 && (summary.toLowerCase() !== made || made === 'sign out')]).toEqual([at, true])
    expect([at, summary.at(-1)]).not.toEqual([at, '.']) // it stands as a heading
    expect(described, at).toEqual(expect.arrayContaining(tags))
    const named = parameters.filter((parameter) => parameter['$ref'] === '#/components/parameters/team').length
    expect([at, named]).toEqual([at, at.endsWith(' /v1/teams') ? 0 : 1])
  }
  const summaries = operations.map(({ summary }) => summary)
  expect(new Set(summaries).size).toBe(summaries.length)
  expect(document.components.parameters.team).toMatchObject({ name: 'team', in: 'query' })
})

test.each(['docs/first-owner.md'])('what %s shows as refused is refused so', async (page) => {
  await import('../app.ts')
  const { declaredRefusals } = await import('../kernel/refusal.ts')
  const shown = [...readFileSync(page, 'utf8').matchAll(/^ {4}(4\d\d) ([a-z-]+): /gm)].map(([, status, code]) => `${status} ${code}`)
  expect(shown.length).toBeGreaterThan(5)
  expect(declaredRefusals.map(({ status, code }) => `${status} ${code}`)).toEqual(expect.arrayContaining(shown))
})

test('the page on errors is what the features refuse, and no code stands for two things', async () => {
  await import('../app.ts')
  const { declaredRefusals } = await import('../kernel/refusal.ts')
  expect(readFileSync('docs/errors.md', 'utf8')).toBe(renderErrorsPage(declaredRefusals))
  const statuses = Map.groupBy(declaredRefusals, ({ code }) => code)
  for (const [code, kinds] of statuses) expect([code, new Set(kinds.map(({ status }) => status)).size]).toEqual([code, 1])
})
