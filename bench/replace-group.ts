import type { Directory } from './directory.ts'
import { fillUsers, makeGroup } from './seed.ts'
import { median, timed } from './timed.ts'

const rounds = 20

/** A PUT of a whole group that takes one member out or in, beside a PATCH that does the same. */
export async function replaceGroup(directory: Directory, size: number): Promise<string[]> {
  await fillUsers(directory, size + 1)
  const groupId = await makeGroup(directory, size)
  const ids = Array.from({ length: size }, (_, number) => directory.userId(number))
  const put = (count: number) => {
    const members = ids.slice(0, count).map((value) => ({ value }))
    const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: `Group of ${size}`, members }
    return directory.ask({ method: 'PUT', path: `/Groups/${groupId}?excludedAttributes=members`, body }, 200)
  }
  const last = ids.at(-1) ?? ''
  const before = await directory.server.ask({ ask: 'usage' })
  const puts: number[] = []
  for (let round = 0; round < rounds; round++) puts.push(await timed(() => put(size - 1 + (round % 2))))
  const after = await directory.server.ask({ ask: 'usage' })
  const patches: number[] = []
  for (let round = 0; round < rounds; round++) {
    patches.push(await timed(() => directory.removeMember(groupId, last)))
    patches.push(await timed(() => directory.addMembers(groupId, [last])))
  }
  const [whole, one] = [median(puts), median(patches)]
  return [
    `PUT of a group of ${size} that changes one member: ${whole.toFixed(1)} ms, ${((after.rows - before.rows) / rounds).toFixed(1)} rows written`,
    `  PATCH of that member: ${one.toFixed(1)} ms; the PUT takes ${(whole / one).toFixed(1)} x, and says ${size} x as much`,
  ]
}
