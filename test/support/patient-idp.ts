import { groupOf, patchOf, person } from './scim.ts'
import type { Answer, TestDirectory } from './test-server.ts'

/** Something that an identity provider wants to be so. */
type Task = { what: 'assign' | 'rename' | 'unassign' | 'group' | 'join'; who: string }

/** So many requests are on their way at a time. */
const lanes = 6

/** An identity provider that sends what it wants to be so, and what was refused again in its next cycle, as Entra and Okta do, until all of it was taken. */
export class PatientIdp {
  readonly #directory: TestDirectory
  #waiting: Task[] = []
  readonly ids = new Map<string, string>()
  /** Each answer that refused, with what was asked. */
  readonly refused: { task: Task; answer: Answer }[] = []
  readonly applied: Task[] = []
  constructor(directory: TestDirectory) {
    this.#directory = directory
  }

  want(what: Task['what'], ...names: string[]): void {
    this.#waiting.push(...names.map((who) => ({ what, who })))
  }

  get isDone(): boolean {
    return this.#waiting.length === 0
  }

  /** Sends all that is wanted, once. */
  async cycle(): Promise<void> {
    const tasks = this.#waiting.splice(0)
    const lane = async () => {
      for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) await this.#try(task)
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  }

  async #try(task: Task): Promise<void> {
    const answer = await this.#send(task)
    if (answer.status < 300) return void this.applied.push(task)
    if (answer.status !== 403) throw new Error(`${task.what} ${task.who} was answered ${answer.status}: ${answer.text}`)
    this.refused.push({ task, answer })
    this.#waiting.push(task)
  }

  async #send({ what, who }: Task): Promise<Answer> {
    const { scim } = this.#directory
    const id = this.ids.get(who) ?? ''
    switch (what) {
      case 'assign': {
        const created = await scim('POST', '/Users', person(who))
        if (created.status === 201) this.ids.set(who, created.body.id)
        return created
      }
      case 'rename':
        return scim('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { displayName: `${who} renamed` } }))
      case 'unassign':
        return scim('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { active: false } }))
      case 'group': {
        const created = await scim('POST', '/Groups', groupOf(who))
        if (created.status === 201) this.ids.set(who, created.body.id)
        return created
      }
      case 'join':
        return scim('PATCH', `/Groups/${this.ids.get('Eng') ?? ''}`, patchOf({ op: 'add', path: 'members', value: [{ value: id }] }))
    }
  }
}
