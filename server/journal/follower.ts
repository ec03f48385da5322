import type { TeamId } from '../kernel/ids.ts'

/** Somebody who follows the log of a team. */
export class Follower {
  readonly teamId: TeamId
  /** Up to here the log may be read: nothing will be written any more that stands before. Undefined while that is not known. */
  end: bigint | undefined
  /** Whether the server lets go of all who follow. */
  isOver = false
  #wake = () => {}
  constructor(teamId: TeamId, end: bigint | undefined) {
    this.teamId = teamId
    this.end = end
  }

  /** Waits until the log was looked at once more, or whoever follows is gone. */
  async next(gone: AbortSignal): Promise<void> {
    if (gone.aborted || this.isOver) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = () => resolve()
    this.#wake = wake
    gone.addEventListener('abort', wake, { once: true })
    await promise
    gone.removeEventListener('abort', wake)
  }

  wake(): void {
    this.#wake()
  }
}
