import { expect, onTestFinished, test } from 'vitest'
import { ask, startTestServer } from './support/test-server.ts'

test('an address that leads nowhere is a page to a browser, and a problem to a program', async () => {
  const server = await startTestServer('sqlite')
  onTestFinished(server.stop)
  const open = (accept: string) => ask('GET', `${server.url}/grups?q=ada`, undefined, { accept, 'accept-language': 'fr' })
  const page = await open('text/html,application/xhtml+xml,*/*;q=0.8')
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  expect(page.text).toContain('Il n’y a rien à cette adresse.')
  expect(page.text).toContain('<a href="/">Au tableau de bord</a>')
  for (const accept of ['*/*', 'application/json'])
    expect((await open(accept)).body).toMatchObject({ status: 404, code: 'not-found', title: 'Rien ici' })
})

test('a URL that cannot be decoded has a code of ours, with a page of its own', async () => {
  const server = await startTestServer('sqlite')
  onTestFinished(server.stop)
  const { body } = await ask('GET', `${server.url}/v1/users/%E0%A4%A`)
  expect(body).toMatchObject({ status: 400, code: 'request-unreadable' })
  expect((await ask('GET', body.type)).status).toBe(200)
})

test('a problem’s title is in the language that is asked for, and its code is not', async () => {
  const server = await startTestServer('sqlite')
  onTestFinished(server.stop)
  const team = await server.addTeam()
  const titleIn = async (language: string) => {
    const headers = { authorization: `Bearer ${team.apiKey}`, 'accept-language': language }
    const { body } = await ask('GET', `${server.url}/v1/groups?cursor=forged`, undefined, headers)
    return [body.code, body.title]
  }
  expect(await titleIn('fr-CA, en;q=0.5')).toEqual(['cursor-invalid', 'Pas un curseur de cette liste'])
  expect(await titleIn('de, en')).toEqual(['cursor-invalid', 'Not a cursor of this list'])
})
