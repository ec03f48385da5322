import { canRunBeside } from '../../scim/bulk-order.ts'
import { resolveReferences, withoutReferences } from '../../scim/bulk-references.ts'
import type { Bulk, BulkOperation, SentOperation } from '../../scim/bulk.ts'
import { quote, ScimError } from '../../scim/error.ts'
import type { JsonObject } from '../../scim/json.ts'

/** How an operation ended: as a request of its own would have been answered. */
export type Performed = { status: number; location?: string | undefined; version?: string | undefined; response?: JsonObject }

export type Performer = {
  /** Does an operation whose references are resolved. Never rejects for what a client did wrong. */
  perform: (operation: BulkOperation) => Promise<Performed>
  /** Answers an operation that is not begun, and tells it in the log. */
  refuse: (error: ScimError, sent: SentOperation) => Promise<Performed>
}

/** So many operations are on their way at most: enough to share commits, few enough for other requests to find room. */
const atOnce = 16

/** An operation that waits for its turn. `made` was made without what refers to others of its circle, and is to be completed. */
type Step = { place: number; sent: SentOperation; made?: Performed }

/**
 * Does the operations of a bulk request (RFC 7644 §3.7), each by itself: in the order in which they stand, but for those that refer to one that comes
 * later, which wait for it. Neighbours that cannot meet go side by side. Answers an outcome for each that was begun, by its place.
 */
export async function runBulk(bulk: Bulk, performer: Performer): Promise<Map<number, Performed>> {
  return new BulkRun(bulk, performer).run()
}

class BulkRun {
  readonly #performer: Performer
  readonly #failOnErrors: number
  readonly #outcomes = new Map<number, Performed>()
  readonly #ids = new Map<string, string>()
  /** The bulkIds of operations that have not ended. */
  readonly #open: Set<string>
  readonly #running = new Map<Step, Promise<void>>()
  #waiting: Step[]
  #errors = 0

  constructor({ failOnErrors, operations }: Bulk, performer: Performer) {
    this.#performer = performer
    this.#failOnErrors = failOnErrors
    this.#open = new Set(operations.flatMap(({ bulkId }) => bulkId ?? []))
    this.#waiting = operations.map((sent, place) => ({ place, sent }))
  }

  async run(): Promise<Map<number, Performed>> {
    for (;;) {
      const step = this.#next()
      if (step) this.#begin(step)
      else if (this.#running.size > 0) await Promise.race(this.#running.values())
      else break
    }
    // Where the client wanted no more after an error, what was half made is not left behind.
    for (const step of this.#waiting) if (step.made) await this.#fail(step, inACircle(this.#openReferences(step)))
    return this.#outcomes
  }

  /** What may begin now, if anything. Were all that runs to fail, no more errors than allowed would be there. */
  #next(): Step | undefined {
    if (this.#running.size >= atOnce || this.#errors + this.#running.size >= this.#failOnErrors) return undefined
    const ready = this.#waiting.find((step) => this.#openReferences(step).length === 0)
    const step = ready ?? (this.#running.size === 0 ? this.#breakCircle() : undefined)
    if (!step || [...this.#running.keys()].some((other) => !canRunBeside(step.sent, other.sent))) return undefined
    this.#waiting = this.#waiting.filter((other) => other !== step)
    return step
  }

  /** Where all that waits refers to one another, one that makes something is made without its references first, and is completed when they are known. */
  #breakCircle(): Step | undefined {
    const untouched = this.#waiting.filter(({ made }) => !made)
    return untouched.find(({ sent: { operation } }) => !(operation instanceof ScimError) && operation.method === 'POST') ?? untouched[0]
  }

  #openReferences({ sent: { operation } }: Step): string[] {
    return operation instanceof ScimError ? [] : [...operation.references].filter((bulkId) => this.#open.has(bulkId))
  }

  #begin(step: Step): void {
    const end = this.#do(step).finally(() => this.#running.delete(step))
    this.#running.set(step, end)
  }

  async #do(step: Step): Promise<void> {
    const { operation } = step.sent
    if (operation instanceof ScimError) return this.#fail(step, operation)
    const open = this.#openReferences(step)
    const lost = [...operation.references].find((bulkId) => !this.#ids.has(bulkId) && !open.includes(bulkId))
    if (lost !== undefined) return this.#fail(step, referenceLost(lost))
    if (open.length > 0 && operation.method !== 'POST') return this.#fail(step, inACircle(open))
    const outcome = await this.#performer.perform(this.#resolve(step, operation, new Set(open)))
    if (step.made && outcome.status >= 400) return this.#undo(step, outcome)
    this.#settle(step, step.made ? { ...step.made, version: outcome.version } : outcome)
    if (open.length > 0 && outcome.status < 400) this.#waiting.unshift({ ...step, made: outcome })
  }

  /** The operation with ids for its references, or as much of it as can be done yet; or the one that completes what was made so. */
  #resolve({ made }: Step, operation: BulkOperation, open: ReadonlySet<string>): BulkOperation {
    const path = resolveReferences(operation.path, this.#ids)
    const data = operation.data && resolveReferences(withoutReferences(operation.data, open), this.#ids)
    return made ? { ...operation, method: 'PUT', path: `${path}/${idAt(made.location)}`, data } : { ...operation, path, data }
  }

  async #fail(step: Step, error: ScimError): Promise<void> {
    const outcome = await this.#performer.refuse(error, step.sent)
    if (step.made) await this.#undo(step, outcome)
    else this.#settle(step, outcome)
  }

  /** Takes back what was made and cannot be completed, so that the operation is done as a whole or not at all. */
  async #undo(step: Step, outcome: Performed): Promise<void> {
    const { operation } = step.sent
    if (operation instanceof ScimError) return
    const path = `${operation.path}/${idAt(step.made?.location)}`
    await this.#performer.perform({ ...operation, method: 'DELETE', path, version: undefined, data: undefined })
    if (operation.bulkId !== undefined) this.#ids.delete(operation.bulkId)
    this.#settle(step, { ...outcome, location: undefined, version: undefined })
  }

  #settle({ place, sent: { bulkId, operation } }: Step, outcome: Performed): void {
    this.#outcomes.set(place, outcome)
    const isLeft = !(operation instanceof ScimError) && operation.method !== 'DELETE' && outcome.status < 400
    if (outcome.status >= 400) this.#errors++
    if (bulkId === undefined) return
    if (isLeft) this.#ids.set(bulkId, idAt(outcome.location))
    this.#open.delete(bulkId)
  }
}

const idAt = (location = ''): string => location.slice(location.lastIndexOf('/') + 1)

const referenceLost = (bulkId: string) =>
  new ScimError(400, 'invalidValue', `${quote(`bulkId:${bulkId}`)} refers to no operation of this request that left a resource. Nothing was changed.`)

const inACircle = (bulkIds: readonly string[]) =>
  new ScimError(
    409,
    undefined,
    `It waits for ${bulkIds.map((bulkId) => quote(`bulkId:${bulkId}`)).join(', ')}, which came to nothing. Nothing was changed.`,
  )
