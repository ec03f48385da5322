import type { Directory } from './directory.ts'
import type { Task } from './measure.ts'
import { timed } from './timed.ts'

export const createUsers: Task = {
  name: 'create a user',
  writes: true,
  requestsPerStep: 1,
  step: (directory, _number, connection) => timed(() => directory.createUser(connection)),
}

/** Looks users up in an order that jumps about the directory. */
export const lookUpUsers = (users: number): Task => ({
  name: `look up by userName among ${users}`,
  writes: false,
  requestsPerStep: 1,
  step: (directory, number, connection) =>
    timed(async () => {
      const { body } = await directory.findUser((number * 7919) % users, connection)
      if (!body.includes('"totalResults":1,')) throw new Error(`A user was not found: ${body}`)
    }),
})

/** Adds a user and takes it out again, so that the group stays as large as it is. The users are those after the group's own. */
export const addMember = (size: number, groupOf: (directory: Directory) => string, spareUsers: number): Task => ({
  name: `add a member to a group of ${size}`,
  writes: true,
  requestsPerStep: 2,
  step: async (directory, number, connection) => {
    const groupId = groupOf(directory)
    const userId = directory.userId(size + (number % spareUsers))
    const latency = await timed(() => directory.addMembers(groupId, [userId], connection))
    await directory.removeMember(groupId, userId, connection)
    return latency
  },
})
