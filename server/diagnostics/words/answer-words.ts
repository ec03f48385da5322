import type { AnswerCode, AnswerFacts } from '../finding-facts.ts'
import { whatHelps, whyRefused } from './refusal-words.ts'
import { isInfo, isWarning, named, quoted, type Words } from './words.ts'

const toMember = ({ member }: { member: string }) => `/users/${member}`
const toLogOf = ({ asked }: { asked: string }) => `/log?q=${encodeURIComponent(asked)}`

const how = {
  'external-id': 'that is the externalId of',
  address: 'that is an address of',
  'same-mailbox': 'nobody has this name, but the same mailbox in another domain, or in another spelling, is that of',
} as const

const reasonWords = {
  lower: 'is not the highest',
  unset: 'has none',
  nested: 'holds them through another group alone, which does not count',
  deleted: 'was deleted',
  override: 'counts for nothing beside a limit of their own',
} as const

const sourceWords = (facts: AnswerFacts['person-limit']): string => {
  switch (facts.source) {
    case 'user_override':
      return 'by a limit of their own, which goes before all others'
    case 'group':
      return `by ${named(facts.deciding)}, the highest of their groups`
    case 'team_default':
      return "by the team's default: none of their groups has a limit that counts"
    case 'none':
      return 'since nothing is set that holds for them'
  }
}

const refused = {
  severity: isWarning,
  what: ({ asked, directoryName, reason, at, example }: AnswerFacts['person-refused']) =>
    `${asked} was sent to ${directoryName} and refused ${at}, because ${whyRefused(reason)}.${example === null ? '' : ` The answer was: ${example}`}`,
  toDo: ({ reason, providerName, retryMenu }: AnswerFacts['person-refused']) =>
    `${whatHelps(reason)} Then have it sent again at ${providerName}: "${retryMenu}".`,
  link: ({ asked }: AnswerFacts['person-refused']) => `/log?q=${encodeURIComponent(asked)}&outcome=refused`,
}

export const answerWords: Words<AnswerCode> = {
  'person-present': {
    severity: isInfo,
    title: 'This person is here',
    what: ({ userName, directoryName, isLetIn }) =>
      `${userName} is here, by the directory ${directoryName}, and ${isLetIn ? 'is in the team' : 'is out of the team all the same'}.`,
    toDo: ({ isLetIn }) => (isLetIn ? 'Nothing is to be done.' : 'Look at the member: a directory that ended or an admin has put them out.'),
    link: toMember,
  },
  'person-deactivated': {
    severity: isWarning,
    title: 'This person was deactivated',
    what: ({ userName, directoryName, at, request }) =>
      `${userName} is in the directory ${directoryName}, deactivated${at === null ? '' : ` ${at}`}${request === null ? '' : ` by the request ${request}`}: the identity provider unassigned or suspended them.`,
    toDo: ({ providerName, assignMenu }) => `Assign them to the application again at ${providerName}: "${assignMenu}".`,
    link: ({ request, userName }) => (request === null ? toLogOf({ asked: userName }) : `/log?request=${request}`),
  },
  'person-deleted': {
    severity: isWarning,
    title: 'This person was deleted',
    what: ({ userName, directoryName, at, request }) =>
      `${userName} was in the directory ${directoryName} and was deleted ${at}${request === null ? '' : ` by the request ${request}`}.`,
    toDo: ({ providerName, assignMenu }) =>
      `Assign them to the application again at ${providerName} ("${assignMenu}"): with the same externalId they have everything again.`,
    link: ({ request, userName }) => (request === null ? toLogOf({ asked: userName }) : `/log?request=${request}`),
  },
  'person-under-another-name': {
    severity: isInfo,
    title: 'This person is here under another userName',
    what: ({ asked, by, userName, directoryName }) =>
      by === 'same-mailbox'
        ? `Of ${asked} ${how[by]} ${userName}, in the directory ${directoryName}.`
        : `Nobody has the userName ${asked}, but ${how[by]} ${userName}, in the directory ${directoryName}.`,
    toDo: () => 'Look whether it is the same person. If the name is wrong, correct the mapping of userName at the identity provider.',
    link: toMember,
  },
  'person-without-directory': {
    severity: isInfo,
    title: 'A member whom no directory has',
    what: ({ asked, origin, isIn }) => `${asked} is a member, by ${origin}, and in no directory; they are ${isIn ? 'in' : 'out of'} the team.`,
    toDo: () => 'Assign them to the application at the identity provider, so that it says whether they are in.',
    link: toMember,
  },
  'person-refused': { title: 'This person was sent and refused', ...refused },
  'never-received': {
    severity: isWarning,
    title: 'Never received',
    what: ({ asked, lookedUpAt }) =>
      lookedUpAt === null
        ? `No identity provider ever sent or looked for ${quoted(asked)}: a person of that name is most likely not assigned to the application there, and a group not chosen.`
        : `${quoted(asked)} was looked for ${lookedUpAt} and not sent: the identity provider found nobody here, and did not go on. Most likely they are out of its scope, or it waits for an approval.`,
    toDo: ({ providers }) =>
      providers.length === 0
        ? 'The team has no directory yet: make one first.'
        : providers
            .map(({ name, assignMenu, groupsMenu }) => `At ${name} assign the person ("${assignMenu}"), or have the group sent ("${groupsMenu}").`)
            .join(' '),
    link: toLogOf,
  },
  'person-limit': {
    severity: isInfo,
    title: 'What this person may spend, and why',
    what: (facts) => {
      const amount = facts.isUnlimited ? 'without limit' : `up to ${facts.amount ?? '0'} ${facts.currency}`
      const others = facts.groups.map(({ name, reason }) => `${name} ${reasonWords[reason]}`)
      return `${facts.who} may spend ${amount}, ${sourceWords(facts)}.${others.length === 0 ? ' They are in no other group.' : ` Of their other groups: ${named(others)}.`}`
    },
    toDo: ({ source }) =>
      source === 'group' || source === 'user_override'
        ? 'If that is not meant, change that limit, or their groups at the identity provider.'
        : 'If a group’s limit is to hold, put them directly into that group at the identity provider, and have the group sent.',
    link: toMember,
  },
  'group-present': {
    severity: isInfo,
    title: 'This group is here',
    what: (facts) =>
      `The group ${facts.name} is in the directory ${facts.directoryName}, ${facts.isEmpty ? 'and has no direct member' : 'and has members'}; ${facts.hasLimit ? `its limit is ${facts.amount === null ? 'unlimited' : `${facts.amount} ${facts.currency}`}` : 'it has no limit'}.`,
    toDo: ({ isEmpty }) =>
      isEmpty ? 'Assign the people of the group to the application at the identity provider, then push the group again.' : 'Nothing is to be done.',
    link: ({ group }) => `/groups/${group}`,
  },
  'group-deleted': {
    severity: isWarning,
    title: 'This group was deleted',
    what: ({ name, directoryName, at, request }) =>
      `The group ${name} was in the directory ${directoryName} and was deleted ${at}${request === null ? '' : ` by the request ${request}`}.`,
    toDo: ({ providerName, groupsMenu }) => `Have it sent again at ${providerName}: "${groupsMenu}". A limit that it had is to be set again.`,
    link: ({ request, name }) => (request === null ? toLogOf({ asked: name }) : `/log?request=${request}`),
  },
  'group-under-another-name': {
    severity: isInfo,
    title: 'A group of a similar name is here',
    what: ({ asked, name, directoryName }) => `No group is called ${quoted(asked)}; the directory ${directoryName} has ${quoted(name)}.`,
    toDo: () => 'Look whether it is the one that is meant: a limit belongs to the group’s id, not to its name.',
    link: ({ group }) => `/groups/${group}`,
  },
  'group-refused': { title: 'This group was sent and refused', ...refused },
}
