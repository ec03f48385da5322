import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { apiPage, shapeOf } from './api-page.ts'
import { html } from './html.ts'
import { chooseLanguage } from './language.ts'

test('what is put into a page is text, whatever it is, unless it is a piece of a page', () => {
  expect(html`<p title="${'"><script>'}">${"&<>'"}</p>`.text).toBe('<p title="&quot;&gt;&lt;script&gt;">&amp;&lt;&gt;&#39;</p>')
  expect(html`<i>${[html`<b>${'<'}</b>`, html`<b>2</b>`]}</i>`.text).toBe('<i><b>&lt;</b><b>2</b></i>')
})

test.each([
  [undefined, undefined, 'en'],
  [undefined, 'FR', 'fr'],
  [undefined, 'x;q=junk, fr;q=0.1', 'fr'],
  [['fr'], 'en', 'en'],
  ['fr', 'en', 'fr'],
])('a page that names %j to a browser that takes %j is in %s', (named, accepted, language) => expect(chooseLanguage(named, accepted)).toBe(language))

test('a schema is read as a shape', () => {
  const schema = {
    type: 'object',
    required: ['kind', 'list'],
    properties: {
      kind: { enum: ['a', 'b'] },
      list: { type: 'array', items: { type: ['string', 'null'] } },
      more: { anyOf: [{ const: 1 }, { type: 'object' }] },
    },
  }
  expect(shapeOf(schema)).toBe('{\n  kind: "a" | "b"\n  list: string | null[]\n  more?: 1 | object\n}')
})

test('every operation of the document is on its page', () => {
  const document = JSON.parse(readFileSync('openapi.json', 'utf8'))
  const { text } = apiPage(document).body
  const ids = Object.values<object>(document.paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId))
  expect(ids.length).toBeGreaterThan(40)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(text).toContain(`<details id="${id}">`)
})
