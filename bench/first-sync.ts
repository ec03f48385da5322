import { entra } from '../demo/entra.ts'
import { makePerson } from '../demo/company.ts'
import { idOf, type Directory } from './directory.ts'

const connections = 16
/** Members of one PATCH, and of one group. */
const membersPerGroup = 100

/** A first synchronisation in Entra's pattern: each user and group is looked for, then made; members follow, group by group. */
export async function firstSync(directory: Directory, { users, groups }: { users: number; groups: number }): Promise<string[]> {
  const before = await directory.server.ask({ ask: 'usage' })
  const startedAt = performance.now()
  const userIds: string[] = []
  await inParallel(users, async (number, connection) => {
    const person = makePerson(10_000_000 + number)
    await directory.ask(entra.findUser(person), 200, connection)
    userIds[number] = idOf(await directory.ask(entra.createUser(person), 201, connection))
  })
  const usersAt = performance.now()
  await inParallel(groups, async (number, connection) => {
    const name = `Synced ${number}`
    await directory.ask(entra.findGroup(name), 200, connection)
    const groupId = idOf(await directory.ask(entra.createGroup(name), 201, connection))
    const members = Array.from({ length: membersPerGroup }, (_, place) => userIds[(number * membersPerGroup + place) % users] ?? '')
    await directory.ask(entra.addMembers(groupId, members), 204, connection)
  })
  const endedAt = performance.now()
  const after = await directory.server.ask({ ask: 'usage' })
  const requests = 2 * users + 3 * groups
  const seconds = (endedAt - startedAt) / 1000
  return [
    `First sync as Entra's, ${users} users and ${groups} groups of ${membersPerGroup}, ${connections} connections: ${seconds.toFixed(1)} s`,
    `  users: ${((usersAt - startedAt) / 1000).toFixed(1)} s; groups: ${((endedAt - usersAt) / 1000).toFixed(2)} s; ${(requests / seconds).toFixed(0)} requests/s`,
    `  CPU ${((after.cpuMicros - before.cpuMicros) / requests).toFixed(0)} µs a request. Entra asks a service for 25 requests/s.`,
  ]
}

async function inParallel(count: number, work: (number: number, connection: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async (_: unknown, connection: number) => {
    while (next < count) await work(next++, connection)
  }
  await Promise.all(Array.from({ length: connections }, worker))
}
