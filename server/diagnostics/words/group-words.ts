import { whatHelps, whyRefused } from './refusal-words.ts'
import { atLeast, hintsOf, isInfo, isWarning, named, plural, unlessEarly, type Words } from './words.ts'

type Codes =
  | 'groups-not-pushed'
  | 'groups-refused'
  | 'unknown-members'
  | 'groups-empty'
  | 'groups-nested-only'
  | 'group-keeps-leavers'
  | 'group-name-twice'

const namesOf = ({ groups, count, isMore }: { groups: readonly { name: string }[]; count: number; isMore: boolean }) =>
  named(
    groups.map(({ name }) => name),
    count,
    isMore,
  )
/** To the group itself, where it is one. */
const toGroups = ({ groups: [first], count }: { groups: readonly { group: string }[]; count: number }) =>
  first && count === 1 ? `/groups/${first.group}` : '/groups'

export const groupWords: Words<Codes> = {
  'groups-not-pushed': {
    severity: unlessEarly,
    title: 'Users arrive, but no group',
    what: ({ users, isMore, directoryName, firstUserAt, providerName }) =>
      `${atLeast(isMore)}${plural(users, 'user has', 'users have')} arrived in ${directoryName}, the first ${firstUserAt}, and no group was ever sent. Sending groups is a switch of its own at ${providerName}, and probably off. Until then limits of groups hold for nobody.`,
    toDo: ({ providerName, groupsMenu, hints }) => `At ${providerName} choose the groups: "${groupsMenu}".${hintsOf(hints)}`,
    link: ({ directory }) => `/log?directory=${directory}`,
  },
  'groups-refused': {
    severity: isWarning,
    title: 'Groups were refused',
    what: ({ directoryName, reason, times, names, isMore, example }) =>
      `In ${directoryName} ${plural(times, 'request', 'requests')} about groups (${named(names, names.length, isMore)}) ${times === 1 ? 'was' : 'were'} refused, because ${whyRefused(reason)}, and did not succeed since.${example === null ? '' : ` The answer was: ${example}`}`,
    toDo: ({ reason, providerName, retryMenu }) => `${whatHelps(reason)} Then have it sent again at ${providerName}: "${retryMenu}".`,
    link: ({ directory }) => `/log?directory=${directory}&outcome=refused`,
  },
  'unknown-members': {
    severity: isWarning,
    title: 'A group was sent with people who are not known',
    what: ({ name, count, unknown }) =>
      `The group ${name} was sent ${count} members that this directory was never sent as users or groups (${named(unknown, count)}). The others were applied.`,
    toDo: () => 'Assign those people to the application at the identity provider, then push the group again.',
    link: ({ group }) => `/groups/${group}`,
  },
  'groups-empty': {
    severity: isInfo,
    title: 'Groups without members',
    what: (facts) =>
      `${atLeast(facts.isMore)}${plural(facts.count, 'group', 'groups')} of ${facts.directoryName} ${facts.count === 1 ? 'has' : 'have'} no member: ${namesOf(facts)}. Either it is empty at ${facts.providerName}, or its people are not assigned to the application, or they are in groups within it.`,
    toDo: ({ providerName, assignMenu, hints }) =>
      `At ${providerName} assign the people of the group to the application ("${assignMenu}"), then push the group again.${hintsOf(hints)}`,
    link: toGroups,
  },
  'groups-nested-only': {
    severity: isInfo,
    title: 'Groups that hold groups alone',
    what: (facts) =>
      `${atLeast(facts.isMore)}${plural(facts.count, 'group', 'groups')} of ${facts.directoryName} ${facts.count === 1 ? 'holds' : 'hold'} other groups and no person directly: ${namesOf(facts)}. In this team a limit counts for direct members alone.`,
    toDo: ({ providerName }) =>
      `Set limits on the inner groups, or make the people direct members at ${providerName}, or let groups within groups count: PATCH /v1/team with nested_groups "expand".`,
    link: toGroups,
  },
  'group-keeps-leavers': {
    severity: isInfo,
    title: 'People who were unassigned are still in a group',
    what: ({ groups, directoryName, count, isMore }) =>
      `In ${directoryName} ${atLeast(isMore)}${plural(count, 'person who is', 'people who are')} deactivated ${count === 1 ? 'is' : 'are'} still in ${named(groups.map(({ name, people }) => `${name} (${people})`))}. They are out of the team and spend nothing. It is what is seen where one group both assigns the application and is pushed: Okta then sends no removal from it.`,
    toDo: ({ providerName, groupsMenu }) =>
      `Look at ${providerName} whether the group also stands under "Assignments". If it does, push another group of the same people: "${groupsMenu}".`,
    link: toGroups,
  },
  'group-name-twice': {
    severity: isWarning,
    title: 'Two groups of one name',
    what: ({ name, limited, other }) =>
      `There are two groups ${name}: the one of ${limited.directoryName} (${limited.group}) has a limit, the one of ${other.directoryName} (${other.group}) has none. A limit belongs to the id of a group, so who is in the second alone is not limited by it.`,
    toDo: () => 'Set the limit on the group that the people are in, or on both.',
    link: ({ other }) => `/groups/${other.group}`,
  },
}
