import { makePerson } from '../demo/company.ts'
import type { Call } from '../demo/dialect.ts'
import { okta } from '../demo/okta.ts'
import { Connection, type Answer } from './connection.ts'
import type { ServerProcess } from './server-process.ts'

/** As Okta sends them. */
const oktaHeaders = `accept: application/scim+json\r\naccept-charset: utf-8\r\nuser-agent: ${okta.userAgent}\r\n`
const bodyHeaders = 'content-type: application/scim+json; charset=utf-8\r\n'

/** So many requests at once at most. */
export const mostConnections = 64

/** Person 27 is the first whose name has its number in it, so that all differ. */
const firstPerson = 27

/** A directory on a server, and what was provisioned to it. */
export class Directory {
  readonly server: ServerProcess
  readonly #path: string
  readonly #headers: string
  readonly #connections: Connection[]
  /** The ids of the users, by the number of the person, as the server answered them. */
  readonly #userIds: string[]
  private constructor(server: ServerProcess, path: string, headers: string, connections: Connection[], userIds: string[]) {
    this.server = server
    this.#path = path
    this.#headers = headers
    this.#connections = connections
    this.#userIds = userIds
  }

  static async open(server: ServerProcess, path: string, token: string): Promise<Directory> {
    const connections = await Promise.all(Array.from({ length: mostConnections }, () => Connection.open(server.url)))
    return new Directory(server, path, `authorization: Bearer ${token}\r\n${oktaHeaders}`, connections, [])
  }

  /** The same directory under another path. */
  at(path: string): Directory {
    return new Directory(this.server, path, this.#headers, this.#connections, this.#userIds)
  }

  get size(): number {
    return this.#userIds.length
  }

  userId(number: number): string {
    const id = this.#userIds[number]
    if (id === undefined) throw new Error(`Person ${number} was not provisioned.`)
    return id
  }

  /** Throws where the answer has another status. */
  async ask({ method, path, body }: Call, status: number, connection = 0): Promise<Answer> {
    const headers = body ? this.#headers + bodyHeaders : this.#headers
    const speaker = this.#connections[connection]
    if (!speaker) throw new Error(`There are ${mostConnections} connections.`)
    const answer = await speaker.ask(method, this.#path + path, headers, body ? JSON.stringify(body) : '')
    if (answer.status === status) return answer
    throw new Error(`${method} ${path} was answered ${answer.status} instead of ${status}: ${answer.body}`)
  }

  async createUser(connection = 0): Promise<Answer> {
    // The place is taken before the answer is there: others create users meanwhile.
    const number = this.#userIds.push('') - 1
    const answer = await this.ask(okta.createUser(makePerson(firstPerson + number)), 201, connection)
    this.#userIds[number] = idOf(answer)
    return answer
  }

  findUser(number: number, connection = 0): Promise<Answer> {
    return this.ask(okta.findUser(makePerson(firstPerson + number)), 200, connection)
  }

  async createGroup(name: string): Promise<string> {
    return idOf(await this.ask(okta.createGroup(name), 201))
  }

  addMembers(groupId: string, userIds: readonly string[], connection = 0): Promise<Answer> {
    return this.ask(okta.addMembers(groupId, userIds), 204, connection)
  }

  removeMember(groupId: string, userId: string, connection = 0): Promise<Answer> {
    return this.ask(okta.removeMembers(groupId, [userId]), 204, connection)
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close()
    await this.server.stop()
  }
}

/** The id of what an answer shows. */
export function idOf({ body }: Answer): string {
  const id = /"id":"([^"]+)"/.exec(body)?.[1]
  if (id === undefined) throw new Error(`An answer without an id: ${body}`)
  return id
}
