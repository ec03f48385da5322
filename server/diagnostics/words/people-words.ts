import { whatHelps, whyRefused } from './refusal-words.ts'
import { atLeast, isInfo, isWarning, named, plural, type Words } from './words.ts'

type Codes =
  | 'users-refused'
  | 'foreign-domain'
  | 'adopted-privileged-member'
  | 'last-owner-kept'
  | 'returned-by-name'
  | 'people-in-two-directories'
  | 'person-twice'
  | 'members-in-no-directory'

const originWords = { scim: 'by a directory that ended', jit: 'by signing in', invite: 'invited', bootstrap: 'who set this up' } as const
const toMember = ({ member }: { member: string }) => `/users/${member}`

export const peopleWords: Words<Codes> = {
  'users-refused': {
    severity: isWarning,
    title: 'Users were refused',
    what: ({ directoryName, reason, times, names, isMore, example }) =>
      `In ${directoryName} ${plural(times, 'request', 'requests')} about users (${named(names, names.length, isMore)}) ${times === 1 ? 'was' : 'were'} refused, because ${whyRefused(reason)}, and did not succeed since.${example === null ? '' : ` The answer was: ${example}`}`,
    toDo: ({ reason, providerName, retryMenu }) => `${whatHelps(reason)} Then have it sent again at ${providerName}: "${retryMenu}".`,
    link: ({ directory }) => `/log?directory=${directory}&outcome=refused`,
  },
  'foreign-domain': {
    severity: isWarning,
    title: 'Addresses outside the team’s domains',
    what: ({ users, domain, userName }) =>
      `${plural(users, 'user has an address', 'users have addresses')} in ${domain}, which is not a domain of this team, such as ${userName}. They are in, but take over nobody who was in the team before.`,
    toDo: () => 'Add the domain to the team, or correct the addresses.',
    link: () => '/sso#domains',
  },
  'adopted-privileged-member': {
    severity: isWarning,
    title: 'A user took over somebody with a role',
    what: ({ userName, role }) => `${userName} took over a member who is ${role} of this team, by the address.`,
    toDo: () => "If that was not meant, change the member's role.",
    link: toMember,
  },
  'last-owner-kept': {
    severity: isWarning,
    title: 'The last owner stays in',
    what: ({ userName }) => `The identity provider ended ${userName}, the last active owner. They stay in, lest nobody can repair the team.`,
    toDo: () => 'Make somebody else an owner, then unassign again.',
    link: toMember,
  },
  'returned-by-name': {
    severity: isWarning,
    title: 'Somebody came back by name alone',
    what: ({ userName, matchedBy, formerRole }) =>
      `${userName} came back with another externalId and was recognised by ${matchedBy === 'userName' ? 'the userName' : 'the address'} alone, so balance and history are there, but the role (${formerRole}) and keys are not.`,
    toDo: () => 'Give the role again if it is the same person.',
    link: toMember,
  },
  'people-in-two-directories': {
    severity: isInfo,
    title: 'People are in two directories',
    what: ({ count, isMore, people, directories }) =>
      `${atLeast(isMore)}${plural(count, 'person is', 'people are')} in more than one directory (${directories.join(', ')}): ${named(
        people.map(({ userName }) => userName),
        count,
        isMore,
      )}. Each is one member, who is out only once every directory says so, and has the groups of all.`,
    toDo: () => 'If one directory takes over from the other, replace that one: purser directory replace. Else unassign these people in one of them.',
    link: () => '/directory',
  },
  'person-twice': {
    severity: isWarning,
    title: 'One person is two members',
    what: ({ count, isMore, people, directories }) =>
      `${atLeast(isMore)}${plural(count, 'userName stands', 'userNames stand')} for two members, one in each directory (${directories.join(', ')}): ${named(
        people.map(({ userName }) => userName),
        count,
        isMore,
      )}. Each has a balance of its own. The address was not in a verified domain of the team when the second came, so nobody was recognised.`,
    toDo: () =>
      'Verify the domain, then let one directory take over from the other (purser directory replace), or unassign the person in one of them.',
    link: () => '/members',
  },
  'members-in-no-directory': {
    severity: isInfo,
    title: 'Members whom no directory has',
    what: ({ count, isMore, people }) => {
      const who = count === 1 && !isMore ? '1 member is' : `${isMore ? 'More than ' : ''}${count} members are`
      const names = people.map((each) => `${each.who} (${originWords[each.origin]})`)
      return `${who} in no directory, while a directory says who is in this team: ${named(names, count, isMore)}. The identity provider cannot end their access.`
    },
    toDo: ({ count, isMore }) => {
      const [people, members] = count === 1 && !isMore ? ['the person', 'the member'] : ['those people', 'the members']
      return `Assign ${people} to the application there, or remove ${members}; who came in by signing in alone does not get in again until then.`
    },
    link: () => '/members',
  },
}
