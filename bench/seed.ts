import { mostConnections, type Directory } from './directory.ts'

/** So many at once: writes that come together share commits. */
const workers = mostConnections

/** Provisions users until the directory has so many. */
export async function fillUsers(directory: Directory, size: number): Promise<void> {
  const fill = async (_: unknown, connection: number) => {
    while (directory.size < size) await directory.createUser(connection)
  }
  await Promise.all(Array.from({ length: workers }, fill))
}

const membersPerPatch = 5_000

/** A group with the first so many users. Answers its id. */
export async function makeGroup(directory: Directory, size: number): Promise<string> {
  const groupId = await directory.createGroup(`Group of ${size}`)
  for (let from = 0; from < size; from += membersPerPatch) {
    const numbers = Array.from({ length: Math.min(membersPerPatch, size - from) }, (_, index) => from + index)
    await directory.addMembers(
      groupId,
      numbers.map((number) => directory.userId(number)),
    )
  }
  return groupId
}
