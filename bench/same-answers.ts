import { isDeepStrictEqual } from 'node:util'
import type { Directory } from './directory.ts'

/** Throws where two servers answer a creation or a look-up otherwise than in ids, moments and addresses: then they do not compare. */
export async function assertSameAnswers(one: Directory, other: Directory): Promise<void> {
  const [ours, theirs] = [await answersOf(one), await answersOf(other)]
  if (!isDeepStrictEqual(ours, theirs)) throw new Error(`The servers answer differently:\n${JSON.stringify(ours)}\n${JSON.stringify(theirs)}`)
}

async function answersOf(directory: Directory): Promise<unknown[]> {
  const created = await directory.createUser()
  const found = await directory.findUser(directory.size - 1)
  return [created, found].map(({ body }) => JSON.parse(body, withoutOwn))
}

const own = new Set(['id', 'created', 'lastModified', 'location'])
const withoutOwn = (key: string, value: unknown) => (own.has(key) ? '…' : value)
