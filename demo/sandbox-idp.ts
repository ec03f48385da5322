import { groups, people, type Person } from './company.ts'
import type { Call, Dialect } from './dialect.ts'
import { entra } from './entra.ts'
import { okta } from './okta.ts'

type Known = { id: string; person: Person; isIn: boolean }

/** So many requests are on their way at a time, as a first synchronisation sends them. */
const lanes = 8

/** A sandbox identity provider. It speaks Okta's dialect for every other person and group, and Entra's for the rest, over real HTTP. */
export class SandboxIdp {
  readonly #baseUrl: string
  readonly #token: string
  readonly people = new Map<string, Known>()
  readonly groups = new Map<string, string>()
  constructor(baseUrl: string, token: string) {
    this.#baseUrl = baseUrl
    this.#token = token
  }

  /** Brings the whole company: people, groups, memberships, groups within groups. */
  async provisionCompany(): Promise<void> {
    await inLanes(people, (person) => this.join(person))
    await inLanes(groups, async ({ name }, index) => this.groups.set(name, await this.#createGroup(dialectOf(index), name)))
    await inLanes(groups, async ({ name }, index) => {
      const members = [...this.people.values()].filter(({ person }) => person.groups.includes(name)).map(({ id }) => id)
      const within = groups.filter((group) => group.within === name).map((group) => this.groupId(group.name))
      await this.#send(dialectOf(index), dialectOf(index).addMembers(this.groupId(name), [...members, ...within]))
    })
  }

  /** Assigns somebody: looked up first, as identity providers do, then created. */
  async join(person: Person): Promise<Dialect> {
    const dialect = this.dialectFor(person)
    const found = await this.#send(dialect, dialect.findUser(person))
    const [known] = resourcesIn(found)
    const answer =
      known === undefined ? await this.#send(dialect, dialect.createUser(person)) : await this.#send(dialect, dialect.updateUser(known, person))
    this.people.set(person.key, { id: idIn(answer), person, isIn: true })
    return dialect
  }

  /** Sends a change of somebody, or assigns them again. */
  async update(person: Person): Promise<Dialect> {
    const dialect = this.dialectFor(person)
    const { id } = this.#known(person)
    await this.#send(dialect, dialect.updateUser(id, person))
    this.people.set(person.key, { id, person, isIn: true })
    return dialect
  }

  /** Unassigns somebody. */
  async leave(person: Person): Promise<Dialect> {
    const dialect = this.dialectFor(person)
    const { id } = this.#known(person)
    await this.#send(dialect, dialect.deactivateUser(id, person))
    this.people.set(person.key, { id, person, isIn: false })
    return dialect
  }

  async addToGroup(person: Person, group: string): Promise<Dialect> {
    const dialect = this.dialectFor(person)
    await this.#send(dialect, dialect.addMembers(this.groupId(group), [this.#known(person).id]))
    return dialect
  }

  async removeFromGroup(person: Person, group: string): Promise<Dialect> {
    const dialect = this.dialectFor(person)
    await this.#send(dialect, dialect.removeMembers(this.groupId(group), [this.#known(person).id]))
    return dialect
  }

  async renameGroup(from: string, to: string): Promise<Dialect> {
    const id = this.groupId(from)
    await this.#send(okta, okta.renameGroup(id, to))
    this.groups.delete(from)
    this.groups.set(to, id)
    return okta
  }

  dialectFor(person: Person): Dialect {
    return dialectOf(Array.from(person.key).reduce((sum, sign) => sum + sign.charCodeAt(0), 0))
  }

  groupId(name: string): string {
    const id = this.groups.get(name)
    if (id === undefined) throw new Error(`the sandbox has provisioned ${name}`)
    return id
  }

  #known({ key, email }: Person): Known {
    const known = this.people.get(key)
    if (!known) throw new Error(`the sandbox has provisioned ${email}`)
    return known
  }

  async #createGroup(dialect: Dialect, name: string): Promise<string> {
    const [known] = resourcesIn(await this.#send(dialect, dialect.findGroup(name)))
    return known ?? idIn(await this.#send(dialect, dialect.createGroup(name)))
  }

  async #send({ userAgent, name }: Dialect, { method, path, body }: Call): Promise<unknown> {
    const response = await fetch(`${this.#baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept: 'application/scim+json',
        'content-type': 'application/scim+json; charset=utf-8',
        'user-agent': userAgent,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${name}: ${method} ${path} was answered ${response.status}: ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
}

const dialectOf = (number: number): Dialect => (number % 2 === 0 ? okta : entra)

function idIn(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string') return answer.id
  throw new Error('a created resource has an id')
}

function resourcesIn(answer: unknown): string[] {
  const isList = typeof answer === 'object' && answer !== null && 'Resources' in answer && Array.isArray(answer.Resources)
  return isList && Array.isArray(answer.Resources) ? answer.Resources.map(idIn) : []
}

/** Works through items, some at a time. */
async function inLanes<Item>(items: readonly Item[], work: (item: Item, index: number) => Promise<unknown>): Promise<void> {
  const waiting = items.entries()
  const lane = async () => {
    for (const [index, item] of waiting) await work(item, index)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
