import { refusal } from '../kernel/refusal.ts'

const tooManyStreams = refusal({ code: 'too-many-streams', status: 429, title: 'Too many open streams' })

/** So many streams at once has a session, or a key, on one server. */
const mostStreams = 5

/** Counts the open streams of each session and key. */
export class OpenStreams {
  readonly #counts = new Map<string, number>()

  /** Answers how to say that the stream has ended. Refuses: too-many-streams. */
  enter(whose: string): () => void {
    const count = this.#counts.get(whose) ?? 0
    if (count >= mostStreams)
      throw tooManyStreams(
        `${mostStreams} streams of this session or key are open already. Close one, such as a page in another tab, or read GET /v1/provisioning_log?after= now and then.`,
      )
    this.#counts.set(whose, count + 1)
    let isOpen = true
    return () => {
      if (!isOpen) return
      isOpen = false
      const left = (this.#counts.get(whose) ?? 1) - 1
      if (left > 0) this.#counts.set(whose, left)
      else this.#counts.delete(whose)
    }
  }
}
