import type { IncomingMessage } from 'node:http'

const mostBytes = 32 * 1024 * 1024
const mostMilliseconds = 5_000

/**
 * Reads and drops what is left of a body. Many clients read no answer before they have sent all; were the connection closed on them, they would learn of a
 * broken pipe, and nothing of why. Not without end: who sends more, or slowly, is cut off.
 */
export async function dropRestOfBody(raw: IncomingMessage): Promise<void> {
  if (raw.complete || raw.destroyed) return
  const { promise, resolve } = Promise.withResolvers<void>()
  let bytes = 0
  const count = (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > mostBytes) resolve()
  }
  const timer = setTimeout(resolve, mostMilliseconds)
  const ends = ['end', 'close', 'error'] as const
  for (const end of ends) raw.once(end, resolve)
  raw.on('data', count).resume()
  await promise
  clearTimeout(timer)
  raw.off('data', count).pause()
  for (const end of ends) raw.off(end, resolve)
}
