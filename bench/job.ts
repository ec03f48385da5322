import type { Contender } from './contenders.ts'
import type { Directory } from './directory.ts'
import { compare, type Plan, type Result, type Task } from './measure.ts'
import { withProfile } from './profile.ts'
import { fillUsers, makeGroup } from './seed.ts'
import { addMember, createUsers, lookUpUsers } from './tasks.ts'

export type Sizes = {
  /** In the directory while look-ups are measured. */
  users: number
  smallGroup: number
  largeGroup: number
  rounds: number
  /** Steps of a round with one request at a time, and with several: of creations, look-ups, additions. Those with several come first, and warm up. */
  creates: [one: number, several: number]
  lookUps: [one: number, several: number]
  adds: [one: number, several: number]
}
export const fullSizes: Sizes = {
  users: 10_000,
  smallGroup: 100,
  largeGroup: 50_000,
  rounds: 5,
  creates: [100, 500],
  lookUps: [1_000, 4_000],
  adds: [80, 300],
}
export const quickSizes: Sizes = {
  users: 3_000,
  smallGroup: 100,
  largeGroup: 5_000,
  rounds: 3,
  creates: [60, 300],
  lookUps: [600, 2_000],
  adds: [50, 150],
}

const several = 16
/** They join and leave: the group's size stays. */
const spareUsers = 1_000

export type Measured = { results: Result[]; small: Task; large: Task }

/** Provisions a company to each server and measures on the way. `profiles` is a folder for CPU profiles of the first. */
export async function measureAll(contenders: readonly Contender[], sizes: Sizes, profiles: string | undefined): Promise<Measured> {
  const { users, smallGroup, largeGroup, rounds, creates, lookUps, adds } = sizes
  const directories = [...new Map(contenders.map(({ directory }) => [directory.server, directory])).values()]
  const results: Result[] = []
  const measure = async (tasks: Task[], [oneStep, severalSteps]: [number, number]) => {
    for (const [concurrency, stepsPerRound] of [[several, severalSteps] as const, [1, oneStep] as const]) {
      const plan: Plan = { rounds, concurrency, stepsPerRound }
      const entries = contenders
        .filter((contender) => hasShare(contender, tasks, concurrency))
        .flatMap((contender) => tasks.map((task) => ({ contender, task })))
      const name = `${tasks.map((task) => task.name).join(', ')}, ${concurrency} at once`
      results.push(...(await withProfile(directories[0]?.server, profiles, name, () => compare(entries, plan))))
    }
  }

  await measure([createUsers], creates)
  await Promise.all(directories.map((directory) => fillUsers(directory, users)))
  await measure([lookUpUsers(users)], lookUps)
  await Promise.all(directories.map((directory) => fillUsers(directory, largeGroup + spareUsers)))
  const [small, large] = [await makeTask(directories, smallGroup), await makeTask(directories, largeGroup)]
  await measure([small, large], adds)
  return { results, small, large }
}

/** Nothing is shared by one write at a time, nor by look-ups. */
const hasShare = ({ kind }: Contender, tasks: readonly Task[], concurrency: number) =>
  kind !== 'shared commits' || (concurrency > 1 && tasks.every(({ writes }) => writes))

async function makeTask(directories: readonly Directory[], size: number): Promise<Task> {
  const made = await Promise.all(directories.map(async (directory) => [directory.server, await makeGroup(directory, size)] as const))
  const groupIds = new Map(made)
  return addMember(size, ({ server }) => groupIds.get(server) ?? '', spareUsers)
}
