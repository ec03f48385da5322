import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, startTestServer, type TestServer } from '../../test/support/test-server.ts'
import { declaredRefusals, listKinds } from '../kernel/refusal.ts'
import { frenchTitles } from '../pages/french-titles.ts'
import { faultKinds } from './faults.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer('sqlite')
})
afterAll(() => server.stop())

test('the type of a problem leads to a page on it', async () => {
  const { body } = await ask('GET', `${server.url}/v1/team`)
  const page = await ask('GET', body.type, undefined, { accept: 'text/html' })
  expect([body.type, page.status, page.headers.get('content-type')]).toEqual([
    `${server.url}/problems/unauthenticated`,
    200,
    'text/html; charset=utf-8',
  ])
  for (const told of ['unauthenticated', '401', 'No valid credential', 'sign in anew']) expect(page.text).toContain(told)
})

test('everything that is declared, and what fails by itself, has a page in both languages, with its status and what to do', async () => {
  const kinds = listKinds([...declaredRefusals, ...faultKinds])
  expect(kinds.length).toBeGreaterThan(70)
  const index = await ask('GET', `${server.url}/problems`)
  for (const { code, status, title } of kinds) {
    expect(index.text).toContain(`href="${server.url}/problems/${code}?lang=en"`)
    const [english, french] = await Promise.all(['en', 'fr'].map((lang) => ask('GET', `${server.url}/problems/${code}?lang=${lang}`)))
    expect([code, english?.status, french?.status]).toEqual([code, 200, 200])
    expect(english?.text).toContain(title.replaceAll("'", '&#39;'))
    expect(english?.text).toContain(`Status: ${status}`)
    expect(french?.text).toContain((frenchTitles.get(code) ?? 'no French').replaceAll("'", '&#39;'))
    // What to do is said by the status, not by the words on all of them.
    for (const page of [english, french]) expect([code, /leads here|mène ici/.test(page?.text ?? '')]).toEqual([code, false])
  }
})

test('what is refused for another reason than a permission is not said to need one', async () => {
  for (const code of ['prerequisites-missing', 'email-foreign', 'saml-audience'])
    expect((await ask('GET', `${server.url}/problems/${code}`)).text).toContain('or what has to be right first')
})

test('each has a title in French, and no title is of a code that is none', () => {
  expect([...frenchTitles.keys()].toSorted()).toEqual(
    listKinds([...declaredRefusals, ...faultKinds])
      .map(({ code }) => code)
      .toSorted(),
  )
})

test('a code that is none is 404, as a page', async () => {
  const page = await ask('GET', `${server.url}/problems/nothing-like-it`)
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
})
