import { setImmediate } from 'node:timers/promises'
import { resolveReferences, withoutReferences } from '../../scim/bulk-references.ts'
import type { Bulk, BulkOperation, SentOperation } from '../../scim/bulk.ts'
import { quote, ScimError, toErrorBody } from '../../scim/error.ts'
import type { JsonObject } from '../../scim/json.ts'
import type { DirectoryUser } from '../directory/users.ts'
import { BulkSchedule, type Step } from './bulk-schedule.ts'
import type { Made } from './take-back.ts'

/** How an operation ended: as a request of its own would have been answered. */
export type Performed = { status: number; location?: string | undefined; version?: string | undefined; response?: JsonObject }

export type Performer = {
  /** Does an operation whose references are resolved. Rejects where the server failed, or takes no requests any more, and never for what a client did wrong. */
  perform: (operation: BulkOperation) => Promise<Performed>
  /** Answers an operation that is not begun, and tells it in the log. */
  refuse: (error: ScimError, sent: SentOperation) => Promise<Performed>
  /** Whom a POST would bring back, where it may have to be taken back. */
  findWhomItRevives: (operation: BulkOperation) => Promise<DirectoryUser | undefined>
  takeBack: (made: Made) => Promise<void>
  /** Is told what rejected. */
  onFailure: (error: unknown) => void
}

/**
 * Does the operations of a bulk request (RFC 7644 §3.7), each by itself: in the order in which they stand, but for those that refer to one that comes
 * later, which wait for it. Neighbours that cannot meet go side by side. Answers an outcome for each that was begun, by its place. Never rejects: where
 * the server fails, nothing more is begun, and what is left is answered 503.
 */
export async function runBulk(bulk: Bulk, performer: Performer): Promise<Map<number, Performed>> {
  return new BulkRun(bulk, performer).run()
}

/** So many steps are taken before others have their turn. */
const begunPerTurn = 16

class BulkRun {
  readonly #performer: Performer
  readonly #failOnErrors: number
  readonly #schedule: BulkSchedule
  readonly #outcomes = new Map<number, Performed>()
  readonly #ids = new Map<string, string>()
  readonly #made = new Map<Step, Made>()
  readonly #running = new Set<Promise<void>>()
  #errors = 0
  #isBroken = false

  constructor({ failOnErrors, operations }: Bulk, performer: Performer) {
    this.#performer = performer
    this.#failOnErrors = failOnErrors
    this.#schedule = new BulkSchedule(operations)
  }

  async run(): Promise<Map<number, Performed>> {
    for (let begun = 0; ; begun++) {
      const step = this.#mayBegin() ? this.#schedule.next() : undefined
      if (step) this.#begin(step)
      else if (this.#running.size > 0) await Promise.race(this.#running)
      else break
      // Others are served in between. Those that begin in one turn share a commit.
      if (begun % begunPerTurn === 0) await setImmediate()
    }
    // Where nothing more is begun, what was half made is not left behind.
    for (const step of this.#schedule.steps) {
      if (step.state === 'ended') continue
      if (step.isHalf) await this.#undo(step, this.#isBroken ? notDone : await this.#refuse(step, inACircle(this.#schedule.openReferences(step))))
      else if (this.#isBroken) this.#outcomes.set(step.place, notDone)
    }
    return this.#outcomes
  }

  /** Were all that runs to fail, no more errors than allowed would be there. */
  #mayBegin(): boolean {
    return !this.#isBroken && this.#errors + this.#schedule.runningCount < this.#failOnErrors
  }

  #begin(step: Step): void {
    const end = this.#do(step)
      .catch((error: unknown) => this.#break(step, error))
      .finally(() => this.#running.delete(end))
    this.#running.add(end)
  }

  async #break(step: Step, error: unknown): Promise<void> {
    this.#performer.onFailure(error)
    this.#isBroken = true
    await this.#undo(step, notDone)
  }

  async #do(step: Step): Promise<void> {
    const { operation } = step.sent
    if (operation instanceof ScimError) return this.#fail(step, operation)
    const open = this.#schedule.openReferences(step)
    const lost = this.#lostReference(step)
    if (lost !== undefined) return this.#fail(step, referenceLost(lost))
    if (open.length > 0 && operation.method !== 'POST') return this.#fail(step, inACircle(open))
    const outcome = await this.#perform(step, operation, new Set(open))
    if (outcome.status >= 400) return this.#undo(step, outcome)
    // What it refers to may have been taken back meanwhile.
    const lostSince = operation.method === 'POST' ? this.#lostReference(step) : undefined
    if (lostSince !== undefined) return this.#fail(step, referenceLost(lostSince))
    this.#succeed(step, outcome, open.length > 0)
  }

  async #perform(step: Step, operation: BulkOperation, open: ReadonlySet<string>): Promise<Performed> {
    const path = resolveReferences(operation.path, this.#ids, true)
    const data = operation.data && resolveReferences(withoutReferences(operation.data, open), this.#ids)
    const resolved = { ...operation, path, data }
    const half = this.#made.get(step)
    if (half) return this.#performer.perform({ ...resolved, method: 'PUT', path: `${path}/${half.id}`, version: undefined })
    // Only what refers to others is ever taken back.
    const mayGo = operation.method === 'POST' && operation.references.size > 0
    const before = mayGo ? await this.#performer.findWhomItRevives(resolved) : undefined
    const outcome = await this.#performer.perform(resolved)
    const { status, location, version } = outcome
    if (mayGo && status < 400) this.#made.set(step, { path, id: idAt(location), location, version, before })
    return outcome
  }

  /** A bulkId that it refers to and that names nothing, or nothing any more. */
  #lostReference({ sent: { operation } }: Step): string | undefined {
    if (operation instanceof ScimError) return undefined
    return [...operation.references].find((bulkId) => !this.#ids.has(bulkId) && !this.#schedule.isOpen(bulkId))
  }

  #succeed(step: Step, outcome: Performed, isHalf: boolean): void {
    const { bulkId, method } = step.sent
    const { status, location } = this.#outcomes.get(step.place) ?? outcome // what was completed was made
    this.#outcomes.set(step.place, { ...outcome, status, location })
    if (bulkId !== undefined && method !== 'DELETE') this.#ids.set(bulkId, idAt(location))
    if (isHalf) this.#schedule.halfEnd(step)
    else this.#schedule.end(step)
  }

  /** Tells the refusal in the log; that this fails is no reason to do less of the rest. */
  async #refuse({ sent }: Step, error: ScimError): Promise<Performed> {
    return this.#performer.refuse(error, sent).catch((failure: unknown) => {
      this.#performer.onFailure(failure)
      return toOutcome(error)
    })
  }

  async #fail(step: Step, error: ScimError): Promise<void> {
    await this.#undo(step, await this.#refuse(step, error))
  }

  /**
   * Ends an operation that failed. What was made of it is taken back, so that it is done as a whole or not at all, and with it all that was made to refer
   * to it.
   */
  async #undo(step: Step, outcome: Performed): Promise<void> {
    const { bulkId } = step.sent
    const made = this.#made.get(step)
    this.#made.delete(step)
    if (bulkId !== undefined) this.#ids.delete(bulkId)
    this.#errors++
    this.#outcomes.set(step.place, made ? await this.#takeBack(made, outcome) : outcome)
    this.#schedule.end(step)
    if (!made || bulkId === undefined) return
    for (const other of this.#schedule.referringTo(bulkId))
      if (other.state === 'ended' && this.#made.has(other)) await this.#fail(other, referenceLost(bulkId))
  }

  async #takeBack(made: Made, outcome: Performed): Promise<Performed> {
    try {
      await this.#performer.takeBack(made)
      return { ...outcome, location: undefined, version: undefined }
    } catch (error) {
      this.#performer.onFailure(error)
      const { detail = '' } = outcome.response ?? {}
      return {
        ...outcome,
        location: made.location,
        version: undefined,
        response: {
          ...outcome.response,
          detail: `${typeof detail === 'string' ? detail : ''} What was made of it could not be taken back: look at its location.`,
        },
      }
    }
  }
}

const idAt = (location = ''): string => location.slice(location.lastIndexOf('/') + 1)

const toOutcome = ({ status, scimType, detail }: ScimError): Performed => ({ status, response: toErrorBody({ status, scimType, detail }) })

const notDone = toOutcome(
  new ScimError(503, undefined, 'The server stops, or failed, before this operation was answered. Look whether it was done, and send it again.'),
)

const referenceLost = (bulkId: string) =>
  new ScimError(400, 'invalidValue', `${quote(`bulkId:${bulkId}`)} refers to no operation of this request that left a resource. Nothing was changed.`)

const inACircle = (bulkIds: readonly string[]) =>
  new ScimError(
    409,
    undefined,
    `It waits for ${bulkIds.map((bulkId) => quote(`bulkId:${bulkId}`)).join(', ')}, which came to nothing. Nothing was changed.`,
  )
