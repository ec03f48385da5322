import { setTimeout as pause } from 'node:timers/promises'
import { domain, groups, makePerson, type Person } from './company.ts'
import type { SandboxIdp } from './sandbox-idp.ts'

/** What just happened, for the reader of the demo. */
export type Happening = { dialect: string; story: string; person: Person | undefined }

const betweenMs = 4_000
/** How often the product is used between two changes of the company, and by how many: few, so that some reach their limit while one looks on. */
const usesBetween = 2
const heavyUsers = 25

/** Lets the company live on: people join, move, leave, come back, change their names, and use the product all the while, until the signal says stop. `first` is who uses it first. */
export async function liveOn(
  idp: SandboxIdp,
  { first, use }: { first: Person; use: (person: Person) => Promise<string> },
  tell: (happening: Happening) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let nextNumber = 1_000
  for (let turn = 0; ; turn++) {
    try {
      await pause(betweenMs, undefined, { signal })
    } catch {
      return // told to stop
    }
    await tell(await events[turn % events.length]!(idp, nextNumber++)) // there are events
    for (let each = 0; each < usesBetween; each++) {
      const person = turn === 0 && each === 0 ? first : somebody(idp, heavyUsers)
      await tell({ dialect: 'API', story: await use(person), person: undefined })
    }
  }
}

const events: ((idp: SandboxIdp, number: number) => Promise<Happening>)[] = [
  async (idp, number) => {
    const person = { ...makePerson(number), groups: ['Everyone', 'Engineering'] }
    const { name } = await idp.join(person)
    await idp.addToGroup(person, 'Everyone')
    await idp.addToGroup(person, 'Engineering')
    return { dialect: name, story: `${fullName(person)} joins, in Engineering`, person }
  },
  async (idp) => {
    const person = somebody(idp)
    const to = anyOf(groups.filter(({ name }) => !person.groups.includes(name))).name
    const { name } = await idp.addToGroup(person, to)
    const moved = { ...person, groups: [...person.groups, to] }
    await idp.update(moved)
    return { dialect: name, story: `${fullName(person)} is in ${to} now, too`, person: moved }
  },
  async (idp) => {
    const person = somebody(idp)
    const { name } = await idp.leave(person)
    return { dialect: name, story: `${fullName(person)} leaves`, person }
  },
  async (idp) => {
    const before = somebody(idp)
    const familyName = anyOf(['Moss', 'Vega', 'Lind', 'Abara', 'Novak'])
    const email = `${before.givenName}.${familyName}.${before.key.slice(-4)}@${domain}`.toLowerCase()
    const person = { ...before, familyName, email }
    const { name } = await idp.update(person)
    return { dialect: name, story: `${fullName(before)} is called ${fullName(person)} now`, person }
  },
  async (idp) => {
    const person = somebody(idp)
    const from = person.groups.find((group) => group !== 'Everyone')
    if (from === undefined) return { dialect: 'Okta', story: `${fullName(person)} stays where they are`, person }
    const { name } = await idp.removeFromGroup(person, from)
    const moved = { ...person, groups: person.groups.filter((group) => group !== from) }
    await idp.update(moved)
    return { dialect: name, story: `${fullName(person)} is no longer in ${from}`, person: moved }
  },
  async (idp) => {
    const left = [...idp.people.values()].filter(({ isIn }) => !isIn)
    if (left.length === 0) return { dialect: 'Okta', story: 'nobody has left yet who could come back', person: undefined }
    const { person } = anyOf(left)
    const { name } = await idp.update(person)
    return { dialect: name, story: `${fullName(person)} comes back`, person }
  },
]

export const fullName = ({ givenName, familyName }: Person): string => `${givenName} ${familyName}`

const somebody = (idp: SandboxIdp, of = Infinity): Person =>
  anyOf([...idp.people.values()].filter(({ isIn, person }) => isIn && person.key !== '00u_owner').slice(0, of)).person

function anyOf<Item>(items: readonly Item[]): Item {
  const item = items[Math.floor(Math.random() * items.length)]
  if (item === undefined) throw new Error('there is something to choose from')
  return item
}
