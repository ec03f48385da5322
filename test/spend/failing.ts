import type { KyselyPlugin } from 'kysely'
import type { Db } from '../../server/store/open.ts'

/** Lets each transaction of a database fail once so many of its statements were answered: also that of a job that runs beside. Null ends that. */
export function makeFailing(db: Db): (after: number | null) => void {
  const transact = db.transact.bind(db)
  let failsAfter: number | null = null
  db.transact = (fn) => {
    const after = failsAfter
    return transact((trx) => fn(after === null ? trx : trx.withPlugin(pullPlug(after))))
  }
  return (after) => {
    failsAfter = after
  }
}

function pullPlug(after: number): KyselyPlugin {
  let left = after
  return {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (left-- === 0) throw new Error('the test pulled the plug')
      return result
    },
  }
}
