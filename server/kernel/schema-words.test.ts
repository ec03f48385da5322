import { expect, test } from 'vitest'
import { z } from 'zod'
import './schema-words.ts'

test.each<[schema: z.ZodType, sent: unknown, said: string, because: string]>([
  [z.string(), undefined, 'a text is needed', 'nothing was sent'],
  [z.string(), 5, 'a text is needed, not a number', 'another kind came'],
  [z.string(), null, 'a text is needed, not null', 'null is no text'],
  [z.number(), [], 'a number is needed, not a list', 'a list is no number'],
  [z.coerce.number(), 'x', 'a number is needed', 'what came is no number'],
  [z.number(), 'secret', 'a number is needed', 'what came is not repeated'],
  [z.boolean(), 1, 'true or false is needed, not a number', 'one is not true'],
  [z.object({}), [], 'an object is needed, not a list', 'a list is no object'],
  [z.enum(['okta', 'entra']), 'oktta', 'one of "okta", "entra" is needed', 'all that is possible is told'],
  [z.literal('okta'), 'entra', '"okta" is needed', 'one thing is possible'],
  [z.strictObject({}), { extra: 1 }, '"extra" is no field here: take out what is not meant, or correct the name', 'a name that nobody reads'],
  [z.strictObject({}), { a: 1, b: 2 }, '"a", "b" are no fields here: take out what is not meant, or correct the name', 'several of them'],
  [z.string().max(3), 'four', 'send at most 3 characters', 'too long'],
  [z.array(z.string()).max(1), ['a', 'b'], 'send at most 1 item', 'too many'],
  [z.number().max(3), 4, 'send at most 3', 'too large'],
  [z.string().min(1), '', 'it is empty', 'nothing in it'],
  [z.string().min(2), 'a', 'send at least 2 characters', 'too short'],
  [z.number().min(2), 1, 'send at least 2', 'too small'],
  [z.iso.datetime(), 'noon', 'a moment is needed, such as 2026-01-31T09:00:00Z', 'no moment'],
  [z.email(), 'ada', 'an e-mail address is needed, such as ada@acme.example', 'no address'],
  [z.string('a name is needed'), 5, 'a name is needed', 'a schema may have its own words'],
])('%#: %j is told "%s"', (schema, sent, said, _because) => {
  expect(schema.safeParse(sent).error?.issues.map(({ message }) => message)).toEqual([said])
})

test('one of several shapes is told by what they are told apart by', () => {
  const shapes = z.discriminatedUnion('kind', [z.object({ kind: z.literal('amount') }), z.object({ kind: z.literal('unlimited') })])
  expect(shapes.safeParse({ kind: 'none' }).error?.issues).toMatchObject([{ path: ['kind'], message: 'one of "amount", "unlimited" is needed' }])
})
