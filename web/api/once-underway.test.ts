import { expect, test } from 'vitest'
import { onceUnderway } from './once-underway.ts'

const post = (body: string, headers: Record<string, string> = {}) =>
  new Request('https://purser.example/v1/directories', { method: 'POST', body, headers })

/** A server that answers with how many requests it had, when it is let. */
function waitingServer() {
  let asked = 0
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  const send = onceUnderway(async () => {
    const nth = ++asked
    await answered
    return new Response(String(nth))
  })
  return { send, answer: () => answer(), asked: () => asked }
}
const textOf = async (response: Promise<Response>) => (await response).text()

test('what a double click asks for twice is asked for once, and both hear the answer', async () => {
  const { send, answer, asked } = waitingServer()
  const both = [textOf(send(post('{"name":"Okta"}'))), textOf(send(post('{"name":"Okta"}')))]
  answer()
  expect(await Promise.all(both)).toEqual(['1', '1'])
  expect(asked()).toBe(1)
})

test('another body, another entity tag and a read are requests of their own', async () => {
  const { send, answer, asked } = waitingServer()
  const read = () => new Request('https://purser.example/v1/directories')
  const all = [send(post('a')), send(post('b')), send(post('a', { 'if-match': '"2"' })), send(read()), send(read())]
  answer()
  await Promise.all(all)
  expect(asked()).toBe(5)
})

test('what failed or was answered is asked for anew', async () => {
  let asked = 0
  const send = onceUnderway(async () => {
    if (++asked === 1) throw new TypeError('offline')
    return new Response('')
  })
  await expect(send(post('a'))).rejects.toThrow('offline')
  await send(post('a'))
  await send(post('a'))
  expect(asked).toBe(3)
})
