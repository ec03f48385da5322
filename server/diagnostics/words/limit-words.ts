import { amountOf, atLeast, isWarning, lengthOf, named, plural, quoted, unlessEarly, type Words } from './words.ts'

type Codes =
  | 'limit-on-nobody'
  | 'limit-never-wins'
  | 'limit-left-with-group'
  | 'limits-frozen'
  | 'product-never-asked'
  | 'usage-unattributed'
  | 'usage-quarantined'

const becauseOf = {
  empty: 'the group has no member',
  'nested-only': 'the group holds other groups and no person directly, and in this team a limit counts for direct members alone',
  'all-out': 'everybody in the group is out of the team',
} as const

export const limitWords: Words<Codes> = {
  'limit-on-nobody': {
    severity: isWarning,
    title: 'A limit holds for nobody',
    what: (facts) =>
      `The limit of the group ${facts.name}, ${amountOf(facts)}, holds for nobody: ${becauseOf[facts.because]}.${facts.similar.length === 0 ? '' : ` There is also ${named(facts.similar.map(({ name }) => quoted(name)))}, without a limit: perhaps that one is meant.`}`,
    toDo: ({ because, similar }) =>
      because === 'nested-only'
        ? 'Set the limit on the inner groups, or let groups within groups count: PATCH /v1/team with nested_groups "expand".'
        : `Assign the people of the group to the application at the identity provider and push the group again${similar.length === 0 ? '' : ', or set the limit on the group that is meant'}; else take the limit away.`,
    link: ({ group }) => `/groups/${group}`,
  },
  'limit-never-wins': {
    severity: isWarning,
    title: 'A limit never decides',
    what: (facts) =>
      `The limit of the group ${facts.name}, ${amountOf(facts)}, decides for none of its ${atLeast(facts.isMore)}${plural(facts.people, 'member', 'members')}: each has a limit of their own or is in a group with a higher one${facts.instead.length === 0 ? '' : `, such as ${named(facts.instead.map((each) => `${each.name} (${amountOf(each)})`))}`}. The highest limit of somebody’s groups counts.`,
    toDo: () =>
      'If these people are to have the lower limit, take them out of the other group at the identity provider, lower that one’s limit, or give them one of their own.',
    link: ({ group }) => `/groups/${group}`,
  },
  'limit-left-with-group': {
    severity: isWarning,
    title: 'A group came back without its limit',
    what: (facts) =>
      `The group ${facts.formerName} was deleted ${facts.endedAt} (${facts.formerGroup}), and its limit, ${amountOf(facts)}, ended with it. A group of the same ${facts.matchedBy === 'name' ? 'name' : 'externalId'} is here, ${facts.name} (${facts.group}), and has none.`,
    toDo: (facts) =>
      `Give it the limit: POST /v1/spend_limits/${facts.limitId}/reattach {"group": "${facts.group}"}; or set it again: purser limit set ${facts.amount ?? 'unlimited'} --group ${facts.group}.`,
    link: ({ group }) => `/groups/${group}`,
  },
  'limits-frozen': {
    severity: isWarning,
    title: 'Limits of deleted groups hold on',
    what: ({ count, isMore, groups }) =>
      `${plural(count, 'spend limit is', 'spend limits are')} frozen: the identity provider deleted ${count === 1 ? 'the group' : 'the groups'} (${named(
        groups.map(({ name }) => name),
        count,
        isMore,
      )}), and the limits hold on for whom they held then, as the team's on_group_delete says. Who joined since is not held.`,
    toDo: () =>
      'For each, let go of them (POST /v1/spend_limits/{id}/release; with ?dry_run=true it tells who would rise), or give the limit to another group (…/reattach): GET /v1/spend_limits/orphaned lists them.',
    link: () => '/spend?tab=limits',
  },
  'product-never-asked': {
    severity: unlessEarly,
    title: 'The product does not ask',
    what: ({ limits, isMore, minutes, lastReadAt, lastSpendAt }) => {
      const reads = lastReadAt === null ? 'It never read what somebody may spend' : `It last read what somebody may spend ${lastReadAt}`
      const spends =
        lastSpendAt === null ? 'never asked for spending nor told what was spent' : `last asked for spending or told of it ${lastSpendAt}`
      return `${atLeast(isMore)}${plural(limits, 'limit is', 'limits are')} set, but for ${lengthOf(minutes)} the product has not asked: so they hold nobody back. ${reads}, and ${spends}.`
    },
    toDo: () =>
      'Have the product ask before it spends: POST /v1/authorizations, or GET /v1/users/{user}/effective_limit; and tell what was spent: POST /v1/usage_events. docs/spend.md shows how.',
    link: () => '/keys',
  },
  'usage-unattributed': {
    severity: isWarning,
    title: 'Usage is nobody’s',
    what: ({ subjects, isMore }) =>
      `Usage is booked to nobody, since no member of the team is what its events name (${named(
        subjects.map((subject) => subject ?? 'no subject'),
        subjects.length,
        isMore,
      )}): it counts in the team's total and in no member's limit.`,
    toDo: () =>
      "Have the product name people as mem_…, usr_…, external_id:…, user_name:… or email:…, and assign to the application who is missing. What is booked stays nobody's (GET /v1/usage_events?user=unattributed): to move it, send a refund without a subject for what is nobody's, and the usage anew under the right name and another id. This is over when nothing is left of it in the periods of the last 35 days.",
    link: () => '/spend?tab=quarantine',
  },
  'usage-quarantined': {
    severity: isWarning,
    title: 'Usage waits in quarantine',
    what: ({ count, isMore, unpriced, aboveCeiling, events }) => {
      const why = [
        ...(unpriced > 0 ? [`${unpriced} tell no cost`] : []),
        ...(aboveCeiling > 0 ? [`${aboveCeiling} cost more than the team's event_ceiling`] : []),
      ].join(', ')
      const many = `${isMore ? 'More than ' : ''}${count} usage ${count === 1 ? 'event waits' : 'events wait'} in quarantine and ${count === 1 ? 'is' : 'are'}`
      return `${many} in no balance: ${why} (${named(
        events.map(({ source, eventId }) => `${eventId} of ${source}`),
        count,
        isMore,
      )}).`
    },
    toDo: () =>
      'Look at GET /v1/quarantined_events?status=waiting, then release each with POST /v1/quarantined_events/{id}/release, which takes the right cost, or discard it; and have the product tell a cost, or raise the ceiling.',
    link: () => '/spend?tab=quarantine',
  },
}
