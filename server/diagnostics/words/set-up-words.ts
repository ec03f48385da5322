import { isInfo, isWarning, type Words } from './words.ts'

type Codes = 'provisioning-locked' | 'prerequisites-missing' | 'domain-expired' | 'domain-failing' | 'domain-unanswered'

const pageOf = { plan: '/settings', sso: '/sso', domain: '/sso#domains' } as const
const firstPage = ({ missing: [first] }: { missing: readonly { id: keyof typeof pageOf }[] }): string => (first ? pageOf[first.id] : '/directory')
const lookUp = ({ domainId, domain }: { domainId: string; domain: string }) =>
  `look it up with POST /v1/domains/${domainId}/verify, or: purser domain verify ${domain}`

export const setUpWords: Words<Codes> = {
  'provisioning-locked': {
    severity: isInfo,
    title: 'Directory sync is not available yet',
    what: ({ missing }) =>
      `A team may have a directory once it has the plan, single sign-on and a domain. It lacks: ${missing.map(({ id }) => id).join(', ')}.`,
    toDo: ({ missing }) => missing.map(({ detail }) => detail).join(' '),
    link: firstPage,
  },
  'prerequisites-missing': {
    severity: isWarning,
    title: 'The identity provider is refused: something is missing',
    what: ({ directories, missing }) =>
      `Of the directories (${directories.join(', ')}) only deactivations and deletions of users are applied, everything else is refused: ${missing.map(({ detail }) => detail).join(' ')} Nobody is out by this.`,
    toDo: () => 'Mend what is missing. Once it is mended, they go on with the same tokens, and the identity provider sends again what was refused.',
    link: firstPage,
  },
  'domain-expired': {
    severity: isWarning,
    title: 'A domain is lost',
    what: ({ domain, lostAt, days }) => `The domain ${domain} is lost since ${lostAt}, as its TXT record was gone for ${days} days.`,
    toDo: (facts) => `Put the record back, then ${lookUp(facts)}. Or give the domain up.`,
    link: () => '/sso#domains',
  },
  'domain-failing': {
    severity: isWarning,
    title: 'A domain will be lost',
    what: ({ domain, failingSince, lostAt }) =>
      `The TXT record of ${domain} is gone since ${failingSince}. If it is not back before ${lostAt}, the domain is lost: nobody signs in or is recognised by an address there any more.`,
    toDo: (facts) => `Put the record back, then ${lookUp(facts)}.`,
    link: () => '/sso#domains',
  },
  'domain-unanswered': {
    severity: isWarning,
    title: 'A domain cannot be looked up',
    what: ({ domain, answeredAt }) =>
      `The name servers of ${domain} have not answered since ${answeredAt}, so nobody knows whether the team still owns it. It stays verified meanwhile.`,
    toDo: (facts) => `Look after its DNS, then ${lookUp(facts)}.`,
    link: () => '/sso#domains',
  },
}
