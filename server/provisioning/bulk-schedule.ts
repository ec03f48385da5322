import { canRunBeside, footprintOf, type Footprint } from '../../scim/bulk-order.ts'
import type { SentOperation } from '../../scim/bulk.ts'

/** So many operations are on their way at most: enough to share commits, few enough for other requests to find room. */
const atOnce = 16

/** An operation on its way. */
export type Step = {
  readonly place: number
  readonly sent: SentOperation
  /** How many of the operations that it refers to have not ended. */
  openReferences: number
  state: 'waits' | 'runs' | 'ended'
  /** Whether it was made without what refers to others of its circle, and is to be completed. */
  isHalf: boolean
  footprint?: Footprint
}

/**
 * When each operation takes its turn: in the order in which they stand, but for those that refer to one that comes later, which wait for it; what is to
 * be completed goes first. A thousand operations may refer to one another, so each reference is counted down once and nothing is searched again.
 */
export class BulkSchedule {
  readonly steps: readonly Step[]
  /** The bulkIds of operations that have not ended. */
  readonly #open: Set<string>
  readonly #referring = new Map<string, Step[]>()
  readonly #running = new Set<Step>()
  /** Those that wait for nothing but their turn, in order. */
  readonly #ready: Step[]
  /** In the order in which a circle is broken: what makes something before what does not. */
  readonly #breakable: Iterator<Step>

  constructor(operations: readonly SentOperation[]) {
    this.#open = new Set(operations.flatMap(({ bulkId }) => bulkId ?? []))
    this.steps = operations.map((sent, place) => this.#toStep(sent, place))
    this.#ready = this.steps.filter(({ openReferences }) => openReferences === 0)
    this.#breakable = this.steps.toSorted((one, other) => Number(other.sent.method === 'POST') - Number(one.sent.method === 'POST')).values()
  }

  #toStep(sent: SentOperation, place: number): Step {
    const step: Step = { place, sent, openReferences: 0, state: 'waits', isHalf: false }
    for (const bulkId of referencesOf(sent)) {
      const others = this.#referring.get(bulkId)
      if (others) others.push(step)
      else this.#referring.set(bulkId, [step])
      if (this.#open.has(bulkId)) step.openReferences++
    }
    return step
  }

  get runningCount(): number {
    return this.#running.size
  }

  /** Takes what may begin now, if anything. */
  next(): Step | undefined {
    if (this.#running.size >= atOnce) return undefined
    const [step] = this.#ready
    if (!step) return this.#running.size === 0 ? this.#start(this.#breakCircle()) : undefined
    const footprint = (step.footprint ??= footprintOf(step.sent))
    for (const other of this.#running) if (!canRunBeside(footprint, other.footprint)) return undefined
    return this.#start(this.#ready.shift())
  }

  /** Where all that waits refers to one another, one that makes something is made without its references first, and is completed when they are known. */
  #breakCircle(): Step | undefined {
    for (;;) {
      const { value: step } = this.#breakable.next()
      if (!step || (step.state === 'waits' && !step.isHalf)) return step
    }
  }

  #start(step: Step | undefined): Step | undefined {
    if (!step) return undefined
    step.state = 'runs'
    step.footprint ??= footprintOf(step.sent)
    this.#running.add(step)
    return step
  }

  /** It is made, but for what refers to others of its circle. */
  halfEnd(step: Step): void {
    this.#running.delete(step)
    step.state = 'waits'
    step.isHalf = true
    this.#close(step)
  }

  end(step: Step): void {
    this.#running.delete(step)
    step.state = 'ended'
    this.#close(step)
  }

  #close({ sent: { bulkId } }: Step): void {
    if (bulkId === undefined || !this.#open.delete(bulkId)) return
    for (const other of this.referringTo(bulkId)) if (--other.openReferences === 0 && other.state === 'waits') this.#enqueue(other)
  }

  #enqueue(step: Step): void {
    const at = this.#ready.findIndex((other) => isBefore(step, other))
    this.#ready.splice(at === -1 ? this.#ready.length : at, 0, step)
  }

  openReferences({ sent }: Step): string[] {
    return [...referencesOf(sent)].filter((bulkId) => this.#open.has(bulkId))
  }

  isOpen(bulkId: string): boolean {
    return this.#open.has(bulkId)
  }

  referringTo(bulkId: string): readonly Step[] {
    return this.#referring.get(bulkId) ?? []
  }
}

const referencesOf = ({ operation }: SentOperation): ReadonlySet<string> => (operation instanceof Error ? new Set() : operation.references)

const isBefore = (one: Step, other: Step) => (one.isHalf === other.isHalf ? one.place < other.place : one.isHalf)
