import { sql, type KyselyPlugin } from 'kysely'
import type { Db } from '../../server/store/open.ts'

/** Lets the next transaction of a database halt after so many of its statements, until it is let go. */
export function makeHalting(db: Db): (after: number) => { isHalted: Promise<void>; release: () => void } {
  const transact = db.transact.bind(db)
  let next: KyselyPlugin | undefined
  db.transact = (fn) => {
    const plugin = next
    next = undefined
    return transact((trx) => fn(plugin ? trx.withPlugin(plugin) : trx))
  }
  return (after) => {
    const [halted, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let left = after
    next = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        if (left-- === 0) {
          halted.resolve()
          await released.promise
        }
        return result
      },
    }
    return { isHalted: halted.promise, release: released.resolve }
  }
}

/** Waits until somebody waits for a lock of another transaction. */
export async function somebodyWaits(db: Db, isOver: () => boolean): Promise<void> {
  for (;;) {
    const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    const { rows } = await waiting.execute(db.read)
    if (rows.length > 0 || isOver()) return
  }
}
