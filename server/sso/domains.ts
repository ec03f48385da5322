import { domainToASCII } from 'node:url'
import { parse } from 'tldts'
import type { TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader, Trx } from '../store/open.ts'
import { findDomainOwner, insertDomain } from './domains.sql.ts'
import { domainInvalid, domainTaken } from './refusals.ts'

export { listDomainNames as listDomains } from './domains.sql.ts'

/** Gives a team a domain on the operator's word, so that it counts as verified and is never checked. Refuses: domain-invalid, domain-taken. */
export async function vouchForDomain(trx: Trx, teamId: TeamId, name: string, at: Timestamp): Promise<string> {
  const domain = parseDomain(name)
  const owner = await findDomainOwner(trx, domain)
  if (owner) throw domainTaken(`${domain} already belongs to ${owner.teamId === teamId ? 'this team' : 'another team'}. A domain has one team.`)
  await insertDomain(trx, { domain, teamId, vouchedBy: 'operator', verifiedAt: at })
  return domain
}

/** Whether the address lies in a domain that the team has proved, or that the operator vouched for. A subdomain is a domain of its own. */
export async function isOwnAddress(db: Reader, teamId: TeamId, email: string): Promise<boolean> {
  return (await findDomainOwner(db, domainOf(email)))?.teamId === teamId
}

/** The domain of an e-mail address, as `domains` spells it. */
export const domainOf = (email: string): string =>
  domainToASCII(
    email
      .slice(email.lastIndexOf('@') + 1)
      .trim()
      .toLowerCase(),
  )

function parseDomain(name: string): string {
  const domain = domainToASCII(name.trim().toLowerCase().replace(/\.$/, ''))
  const { publicSuffix, isIp } = parse(domain, { allowPrivateDomains: true })
  if (!/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(domain) || isIp === true) {
    throw domainInvalid(`"${name}" is not a domain name. Give one such as example.com.`)
  }
  // Under a public suffix, such as co.uk or github.io, anybody may register a name: it is nobody's own.
  if (publicSuffix === domain)
    throw domainInvalid(`${domain} is a public suffix, under which anybody may have a name. Give a domain that the customer owns.`)
  return domain
}
