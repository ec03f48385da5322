import { realEnvironment } from '../server/kernel/environment.ts'
import type { ResolveTxt } from '../server/kernel/resolve-txt.ts'
import { domainProvedAt } from '../server/sso/domain-names.ts'
import { listProofs } from '../server/sso/domains.ts'
import type { Db } from '../server/store/open.ts'

/**
 * DNS as the demo has it: domains under .test, which nobody can register (RFC 6761), prove themselves, since their records hold what is expected. So a visitor
 * and a script can go through the whole set-up. Every other name is looked up.
 */
export const proveTestDomains =
  (db: () => Db): ResolveTxt =>
  async (name) => {
    const domain = domainProvedAt(name)
    if (domain?.endsWith('.test') !== true) return realEnvironment.resolveTxt(name)
    const records = await listProofs(db().read, domain)
    return records.length > 0 ? { kind: 'records', records } : { kind: 'absent' }
  }
