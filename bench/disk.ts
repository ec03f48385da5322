import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Milliseconds that the disk under a folder takes to make 8 KiB durable: the median of some. What a write waits for at the least. */
export function syncMs(folder: string): number {
  const file = openSync(join(folder, 'sync'), 'w')
  const page = Buffer.alloc(8192)
  const times = Array.from({ length: 101 }, () => {
    writeSync(file, page)
    const startedAt = performance.now()
    fsyncSync(file)
    return performance.now() - startedAt
  })
  closeSync(file)
  return times.toSorted((one, other) => one - other)[50] ?? NaN
}
