import { makePerson } from '../demo/company.ts'
import { okta } from '../demo/okta.ts'
import type { Directory } from './directory.ts'
import { median, timed } from './timed.ts'

const rounds = 3

/** So many users made by one bulk request, and by as many requests, one at a time and sixteen at once. They take turns; medians. */
export async function bulkOrSingles(directory: Directory, count: number): Promise<string[]> {
  let next = 20_000_000
  const people = () => Array.from({ length: count }, () => okta.createUser(makePerson(next++)))
  const bulk = async () => {
    const Operations = people().map(({ method, path, body }, place) => ({ method, path, bulkId: String(place), data: body }))
    const { body } = await directory.ask({ method: 'POST', path: '/Bulk', body: { Operations } }, 200)
    if (body.split('"status":"201"').length !== count + 1) throw new Error('Not every operation of the bulk was done.')
  }
  const singles = async (connections: number) => {
    const calls = people()
    const worker = async (_: unknown, connection: number) => {
      for (let call = calls.pop(); call; call = calls.pop()) await directory.ask(call, 201, connection)
    }
    await Promise.all(Array.from({ length: connections }, worker))
  }
  const [inBulk, one, several] = await takeTurns([bulk, () => singles(1), () => singles(16)])
  const ratio = (other = NaN) => `${(other / (inBulk ?? NaN)).toFixed(2)} x the time of the bulk`
  return [
    `${count} users in one bulk request: ${inBulk?.toFixed(0)} ms`,
    `  as requests, one at a time: ${one?.toFixed(0)} ms, ${ratio(one)}; sixteen at once: ${several?.toFixed(0)} ms, ${ratio(several)}`,
  ]
}

async function takeTurns(ways: readonly (() => Promise<void>)[]): Promise<number[]> {
  const times = ways.map((): number[] => [])
  for (let round = 0; round < rounds; round++) for (const [index, way] of ways.entries()) times[index]?.push(await timed(way))
  return times.map(median)
}
