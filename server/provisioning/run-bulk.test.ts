import { expect, test } from 'vitest'
import { parseBulk, type BulkOperation } from '../../scim/bulk.ts'
import type { ScimError } from '../../scim/error.ts'
import type { Json } from '../../scim/json.ts'
import { runBulk, type Performer } from './run-bulk.ts'

const group = (bulkId: string, members: string[] = [], more: object = {}) => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { displayName: bulkId, members: members.map((value) => ({ value: `bulkId:${value}` })), ...more },
})
const read = (...Operations: Json[]) => parseBulk({ Operations })

/** A server of which only the answers matter here, and what it was asked, in order. */
function serverOf(answer: (operation: BulkOperation) => number, more: Partial<Performer> = {}) {
  const asked: string[] = []
  const performer: Performer = {
    perform: async (operation) => {
      asked.push(`${operation.method} ${operation.bulkId}`)
      return { status: answer(operation), location: `https://x/Groups/id-${operation.bulkId}`, version: 'W/"1"' }
    },
    refuse: async ({ status }: ScimError) => ({ status }),
    findWhomItRevives: async () => undefined,
    takeBack: async ({ id }) => void asked.push(`take back ${id}`),
    onFailure: () => {},
    ...more,
  }
  return { asked, performer }
}
const fails = (): never => {
  throw new Error('Server is closed')
}

test('where the server fails, nothing more is begun, what is half made is taken back, and what is left is 503', async () => {
  const { asked, performer } = serverOf(({ bulkId, method }) => (bulkId === 'b' ? fails() : method === 'POST' ? 201 : 200))
  const outcomes = await runBulk(read(group('a', ['b']), group('b', ['a']), group('c', ['b']), group('d', ['a', 'c'])), performer)
  expect(asked).toEqual(['POST a', 'POST b', 'take back id-a'])
  expect([...outcomes].toSorted(([one], [other]) => one - other)).toMatchObject(
    [0, 1, 2, 3].map((place) => [place, { status: 503, response: { status: '503', detail: expect.stringContaining('send it again') } }]),
  )
  expect(outcomes.get(0)?.location).toBeUndefined()
})

test('a refusal that cannot be logged is answered all the same', async () => {
  const { performer } = serverOf(() => 201, { refuse: async () => fails() })
  const outcomes = await runBulk(read(group('a', ['nobody']), group('b')), performer)
  expect([outcomes.get(0)?.status, outcomes.get(1)?.status]).toEqual([400, 201])
})

test('what could not be taken back is told, with its location', async () => {
  const { performer } = serverOf(({ bulkId }) => (bulkId === 'b' ? 409 : 201), { takeBack: async () => fails() })
  const outcomes = await runBulk(read(group('a', ['b']), group('b', ['a'])), performer)
  expect(outcomes.get(0)).toMatchObject({
    status: 400,
    location: 'https://x/Groups/id-a',
    response: { detail: expect.stringContaining('could not be taken back') },
  })
})

test('the PUT that completes a circle fails: the first goes, and with it what was made with its id', async () => {
  const { asked, performer } = serverOf(({ method }) => (method === 'PUT' ? 412 : 201))
  const outcomes = await runBulk(read(group('a', ['b', 'c']), group('b', ['a']), group('c', ['b']), group('apart')), performer)
  expect(asked.slice(-4)).toEqual(['PUT a', 'take back id-a', 'take back id-b', 'take back id-c'])
  expect([0, 1, 2, 3].map((place) => outcomes.get(place)?.status)).toEqual([412, 400, 400, 201])
})

test('what an operation is weighed by is read a few times, however many others wait', async () => {
  let reads = 0
  const count = 1000
  const bulk = read(...Array.from({ length: count }, (_, place) => group(`g${place}`, place % 2 === 0 ? [`g${(place + 2) % count}`] : [])))
  for (const { operation } of bulk.operations) {
    if (operation instanceof Error) continue
    operation.data = new Proxy(operation.data ?? {}, {
      ownKeys: (data) => {
        reads++
        return Reflect.ownKeys(data)
      },
    })
  }
  const { performer } = serverOf(({ method }) => (method === 'POST' ? 201 : 200))
  const outcomes = await runBulk(bulk, performer)
  expect([...outcomes.values()].every(({ status }) => status === 201)).toBe(true)
  expect(reads).toBeLessThan(10 * count)
})

test('what waits for many is asked after once for each of them', async () => {
  let asks = 0
  const members = Array.from({ length: 300 }, (_, place) => `u${place}`)
  const bulk = read(...Array.from({ length: 300 }, (_, place) => group(`g${place}`, members)), ...members.map((bulkId) => group(bulkId)))
  for (const { operation } of bulk.operations) {
    if (operation instanceof Error) continue
    const references = operation.references
    operation.references = new Proxy(references, {
      get: (_, name) => {
        if (name === Symbol.iterator) asks++
        const value: unknown = Reflect.get(references, name, references)
        return typeof value === 'function' ? (value.bind(references) as unknown) : value
      },
    })
  }
  const outcomes = await runBulk(bulk, serverOf(() => 201).performer)
  expect(outcomes.size).toBe(600)
  expect(asks).toBeLessThan(10 * 600)
})
