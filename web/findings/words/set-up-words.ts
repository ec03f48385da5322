import { plural, t } from '@lingui/core/macro'
import type { Facts } from '../facts.ts'
import { sentences, type Words } from './tell.ts'

type Codes = 'provisioning-locked' | 'prerequisites-missing' | 'domain-expired' | 'domain-failing' | 'domain-unanswered'
type Missing = Facts['provisioning-locked']['missing'][number]

const nameOf = ({ id }: Missing): string =>
  ({ plan: t`the plan Enterprise`, sso: t`an active single sign-on connection`, domain: t`a verified domain` })[id]

const mendingOf = ({ id }: Missing): string =>
  ({
    plan: t`Ask whoever runs this server to set the team’s plan.`,
    sso: t`Set up single sign-on, test it and activate it.`,
    domain: t`Add a domain, and put its TXT record into your DNS.`,
  })[id]

export const setUpWords: Words<Codes> = {
  'provisioning-locked': ({ missing }, { names }) => {
    const lacking = names(missing.map(nameOf))
    return {
      title: t`Directory sync is not available yet`,
      what: t`Whoever is provisioned can sign in at once, so sign-in has to stand first. The team lacks: ${lacking}.`,
      toDo: sentences(...missing.map(mendingOf)),
    }
  },
  'prerequisites-missing': ({ directories, missing }, { names }) => {
    const [lacking, affected] = [names(missing.map(nameOf)), names(directories)]
    return {
      title: t`The identity provider is refused: something is missing`,
      what: t`The team lacks: ${lacking}. Meanwhile only deactivations and deletions are applied (${affected}), everything else is refused. Nobody is out by this.`,
      toDo: sentences(...missing.map(mendingOf), t`The tokens stay as they are, and the identity provider sends again what was refused.`),
    }
  },
  'domain-expired': ({ domain, lost_at: lostAt, days }, { at }) => {
    const since = at(lostAt)
    return {
      title: t`A domain is lost`,
      what: plural(days, {
        one: `${domain} is lost since ${since}: its TXT record was gone for # day.`,
        other: `${domain} is lost since ${since}: its TXT record was gone for # days.`,
      }),
      toDo: t`Put the record back and look the domain up again, or give the domain up.`,
    }
  },
  'domain-failing': ({ domain, failing_since: failingSince, lost_at: lostAt }, { at }) => {
    const [since, until] = [at(failingSince), at(lostAt)]
    return {
      title: t`A domain will be lost`,
      what: t`The TXT record of ${domain} is gone since ${since}. If it is not back before ${until}, the domain is lost: nobody signs in or is recognised by an address there any more.`,
      toDo: t`Put the record back, and look the domain up again.`,
    }
  },
  'domain-unanswered': ({ domain, answered_at: answeredAt }, { at }) => {
    const since = at(answeredAt)
    return {
      title: t`A domain cannot be looked up`,
      what: t`The name servers of ${domain} have not answered since ${since}, so nobody knows whether the team still owns it. It stays verified meanwhile.`,
      toDo: t`Look after its DNS, and look the domain up again.`,
    }
  },
}
