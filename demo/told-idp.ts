import { addSeconds } from '../server/kernel/timestamp.ts'
import { call } from './api.ts'
import type { Person } from './company.ts'
import { patch, type Call } from './dialect.ts'
import { okta } from './okta.ts'
import type { SecondTeam } from './second-company.ts'

/** An identity provider that does what it is told, as Okta would: what is refused is no failure of its own. */
export class ToldIdp {
  readonly #team: SecondTeam
  readonly directoryId: string
  #token: string
  constructor(team: SecondTeam, directoryId: string, token: string) {
    this.#team = team
    this.directoryId = directoryId
    this.#token = token
  }

  /** Makes a directory for it, and a token. */
  static async open(team: SecondTeam, name = 'Globex'): Promise<ToldIdp> {
    const { id } = (await call(team, 'POST', '/directories', { name, provider: 'okta' })) as { id: string } // the API's own answers
    const { secret } = (await call(team, 'POST', `/directories/${id}/tokens`, { name: 'sandbox' })) as { secret: string } // as above
    return new ToldIdp(team, id, secret)
  }

  /** With a base URL and a token that somebody made for it, as they are pasted into one; undefined for a URL of anything else than a directory here. */
  static pasted(team: SecondTeam, baseUrl: string, token: string): ToldIdp | undefined {
    const [, directoryId] = /^\/scim\/v2\/(dir_\w+)\/?$/.exec(baseUrl.trim().replace(team.url, '')) ?? []
    return directoryId === undefined ? undefined : new ToldIdp(team, directoryId, token.trim())
  }

  /** Sends a request below the base URL; `id` of what came of it, or an empty text. */
  async send({ method, path, body }: Call): Promise<{ status: number; id: string }> {
    const response = await fetch(`${this.#team.url}/scim/v2/${this.directoryId}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/scim+json', 'user-agent': okta.userAgent },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const answer: unknown = text === '' ? {} : JSON.parse(text)
    const id = typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string' ? answer.id : ''
    return { status: response.status, id }
  }

  lookUp = (person: Person) => this.send(okta.findUser(person))
  push = async (person: Person): Promise<string> => (await this.send(okta.createUser(person))).id
  unassign = (id: string, person: Person) => this.send(okta.deactivateUser(id, person))
  remove = (path: 'Users' | 'Groups', id: string) => this.send({ method: 'DELETE', path: `/${path}/${id}` })

  async pushGroup(name: string, members: readonly string[] = []): Promise<string> {
    const { id } = await this.send(okta.createGroup(name))
    if (members.length > 0) await this.send(okta.addMembers(id, members))
    return id
  }

  /** Sends members as they stand, known here or not. */
  replaceMembers = (id: string, members: readonly string[]) =>
    this.send(patch(`/Groups/${id}`, [{ op: 'replace', path: 'members', value: members.map((value) => ({ value })) }]))

  /** The admin of the team takes its token away, and it goes on with that. */
  async loseToken(): Promise<void> {
    await this.#replaceToken({ name: 'new' })
  }

  /** Its admin pasted the token without the end of it. */
  cutToken(): void {
    this.#token = this.#token.slice(0, -8)
  }

  /** The admin of the team gives it a token that ends, and no other. */
  async useEndingToken(seconds: number): Promise<void> {
    this.#token = await this.#replaceToken({ name: 'ending', expires_at: addSeconds(this.#team.environment.now(), seconds) })
  }

  async #replaceToken(wanted: object): Promise<string> {
    const path = `/directories/${this.directoryId}/tokens`
    const { items } = (await call(this.#team, 'GET', path)) as { items: { id: string }[] } // the API's own answers
    const { secret } = (await call(this.#team, 'POST', path, wanted)) as { secret: string } // as above
    for (const { id } of items) await call(this.#team, 'DELETE', `${path}/${id}`)
    return secret
  }
}
