import { record } from '../journal/record.ts'
import type { HousekeepingActor } from '../kernel/actor.ts'
import { eachByItself } from '../kernel/each-by-itself.ts'
import type { Environment } from '../kernel/environment.ts'
import { Refusal } from '../kernel/refusal.ts'
import { addSeconds } from '../kernel/timestamp.ts'
import { write, type Db } from '../store/open.ts'
import { recordOf } from './domain-names.ts'
import type { Domain } from './domains.ts'
import { findDomainRow, lockDomainRow, takeDueRows, updateDomainRow } from './domains.sql.ts'
import { applyAnswer } from './prove-domain.ts'

const domainsPerBatch = 20
/** Who took a domain and went down with it leaves it to others after this. */
const secondsTaken = 3_600

/**
 * Looks up the domains that are due: those that DNS proved, and claims that wait for their record, each once a day, by one node. The operator's word is never
 * looked up. Throws what failed, once all were tried.
 */
export async function recheckDomains(db: Db, environment: Environment): Promise<void> {
  const failures: unknown[] = []
  for (let batch; batch === undefined || batch.length === domainsPerBatch;) {
    const now = environment.now()
    batch = await write(db, (trx) => takeDueRows(trx, now, addSeconds(now, secondsTaken), domainsPerBatch))
    const answers = await Promise.all(batch.map(async (domain) => ({ domain, answer: await environment.resolveTxt(recordOf(domain).name) })))
    await eachByItself(
      answers.map(
        ({ domain, answer }) =>
          () =>
            recheck(db, environment, domain, answer),
      ),
    ).catch((error) => failures.push(error))
  }
  if (failures.length > 0) throw new AggregateError(failures, 'domains could not be looked up again')
}

type Answer = Awaited<ReturnType<Environment['resolveTxt']>>

async function recheck(db: Db, environment: Environment, { teamId, domainId }: Domain, answer: Answer): Promise<void> {
  const by: HousekeepingActor = { kind: 'housekeeping', teamId, name: 'Purser', requestId: environment.newId('req'), at: environment.now() }
  try {
    await write(db, async (trx) => {
      const before = await lockDomainRow(trx, teamId, domainId)
      if (!before || before.vouchedBy !== null) return // given up or vouched for meanwhile
      const { changes } = await applyAnswer(trx, before, answer, by.at)
      if (changes.length > 0) await record(trx, by, { operation: 'check_domain', subjectId: domainId, changes })
    })
  } catch (error) {
    // Another team has it: the claim goes on waiting, in case that one loses it.
    if (!(error instanceof Refusal)) throw error
    await write(db, async (trx) => {
      const domain = await findDomainRow(trx, teamId, domainId)
      if (domain)
        await updateDomainRow(trx, domain, { checkedAt: by.at, answeredAt: by.at, finding: error.message, nextCheckAt: addSeconds(by.at, 86_400) })
    })
  }
}
