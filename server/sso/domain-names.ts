import { domainToASCII } from 'node:url'
import { parse } from 'tldts'
import { consumerDomains } from './consumer-domains.ts'
import { domainConsumer, domainInvalid, domainPublicSuffix } from './refusals.ts'

/** The label below a domain where it is proved, so that other records stay as they are. */
const label = '_purser-challenge'
/** A name in DNS has 253 signs at most, and the label stands before this one. */
const longestDomain = 253 - label.length - 1

/** The name of a domain as `domains` spells it: in ASCII and lower case. Refuses: domain-invalid, domain-public-suffix, domain-consumer. */
export function parseDomain(name: string): string {
  const domain = domainToASCII(name.trim().toLowerCase().replace(/\.$/, ''))
  const { publicSuffix, isIp, domain: registered } = parse(domain, { allowPrivateDomains: true })
  if (domain.length > longestDomain || !/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(domain) || isIp === true)
    throw domainInvalid(`${JSON.stringify(name.slice(0, 100))} is not a domain name. Give one such as example.com.`)
  // Under a public suffix, such as co.uk or github.io, anybody may register a name: it is nobody's own.
  if (publicSuffix === domain)
    throw domainPublicSuffix(`${domain} is a public suffix, under which anybody may have a name. Give a domain that the customer owns.`)
  if (registered !== null && consumerDomains.has(registered))
    throw domainConsumer(`${registered} is a mail service where anybody may have an address. Give a domain that the customer owns.`)
  return domain
}

/** The domain of an e-mail address, as `domains` spells it. */
export const domainOf = (email: string): string =>
  domainToASCII(
    email
      .slice(email.lastIndexOf('@') + 1)
      .trim()
      .toLowerCase(),
  )

/** The TXT record that proves a claim: whoever can write it owns the domain. */
export const recordOf = ({ domain, challenge }: { domain: string; challenge: string }): { name: string; value: string } => ({
  name: `${label}.${domain}`,
  value: `purser-verification=${challenge}`,
})

/** The domain that is proved by records of this name; undefined for every other name. */
export const domainProvedAt = (name: string): string | undefined => (name.startsWith(`${label}.`) ? name.slice(label.length + 1) : undefined)
