import { plural, t } from '@lingui/core/macro'
import { originOf } from './origin-words.ts'
import { answered, whatHelps, whyRefused } from './refusal-words.ts'
import { sentences, type Words } from './tell.ts'

type Codes =
  | 'users-refused'
  | 'foreign-domain'
  | 'adopted-privileged-member'
  | 'last-owner-kept'
  | 'returned-by-name'
  | 'people-in-two-directories'
  | 'person-twice'
  | 'members-in-no-directory'

const namesOf = (people: readonly { user_name: string }[]): string[] => people.map(({ user_name: name }) => name)

export const peopleWords: Words<Codes> = {
  'users-refused': (facts, { names }) => {
    const { directory_name: directory, provider_name: provider, retry_menu: menu } = facts
    const [people, why] = [names(facts.names, facts.names.length, facts.is_more), whyRefused(facts.reason)]
    return {
      title: t`Users were refused`,
      what: sentences(
        plural(facts.times, {
          one: `In ${directory} # request about users (${people}) was refused, because ${why}, and did not succeed since.`,
          other: `In ${directory} # requests about users (${people}) were refused, because ${why}, and did not succeed since.`,
        }),
        answered(facts.example),
      ),
      toDo: sentences(whatHelps(facts.reason), t`Then have it sent again at ${provider}: “${menu}”.`),
    }
  },
  'foreign-domain': ({ domain, users, user_name: userName }) => ({
    title: t`Addresses outside the team’s domains`,
    what: sentences(
      plural(users, {
        one: `# user has an address in ${domain}, which is not a domain of this team: ${userName}.`,
        other: `# users have addresses in ${domain}, which is not a domain of this team, such as ${userName}.`,
      }),
      t`They are in, but take over nobody who was in the team before.`,
    ),
    toDo: t`Add the domain to the team, or correct the addresses.`,
  }),
  'adopted-privileged-member': (facts, wording) => {
    const [userName, role] = [facts.user_name, wording.role(facts.role)]
    return {
      title: t`A user took over somebody with a role`,
      what: t`${userName} took over a member of this team, by the address. The member’s role: ${role}.`,
      toDo: t`If that was not meant, change the member’s role.`,
    }
  },
  'last-owner-kept': ({ user_name: userName }) => ({
    title: t`The last owner stays in`,
    what: t`The identity provider ended ${userName}, the last active owner. They stay in, lest nobody can repair the team.`,
    toDo: t`Make somebody else an owner, then unassign again.`,
  }),
  'returned-by-name': ({ user_name: userName, matched_by: matchedBy, former_role: formerRole }, wording) => {
    const role = wording.role(formerRole)
    return {
      title: t`Somebody came back by name alone`,
      what:
        matchedBy === 'userName'
          ? t`${userName} came back with another externalId and was recognised by the userName alone, so balance and history are there, but the role (${role}) and keys are not.`
          : t`${userName} came back with another externalId and was recognised by the address alone, so balance and history are there, but the role (${role}) and keys are not.`,
      toDo: t`Give the role again if it is the same person.`,
    }
  },
  'people-in-two-directories': (facts, { names, count }) => {
    const [many, people] = [count(facts.count, facts.is_more), names(namesOf(facts.people), facts.count, facts.is_more)]
    const directories = names(facts.directories)
    return {
      title: t`People are in two directories`,
      what: sentences(
        plural(facts.count, {
          one: `${many} person is in more than one directory (${directories}): ${people}.`,
          other: `${many} people are in more than one directory (${directories}): ${people}.`,
        }),
        t`Each is one member, who is out only once every directory says so, and has the groups of all.`,
      ),
      toDo: t`If one directory takes over from the other, replace that one. Else unassign these people in one of them.`,
    }
  },
  'person-twice': (facts, { names, count }) => {
    const [many, people] = [count(facts.count, facts.is_more), names(namesOf(facts.people), facts.count, facts.is_more)]
    const directories = names(facts.directories)
    return {
      title: t`One person is two members`,
      what: sentences(
        plural(facts.count, {
          one: `${many} userName stands for two members, one in each directory (${directories}): ${people}.`,
          other: `${many} userNames stand for two members, one in each directory (${directories}): ${people}.`,
        }),
        t`Each has a balance of its own. The address was not in a verified domain of the team when the second came, so nobody was recognised.`,
      ),
      toDo: t`Verify the domain, then let one directory replace the other, or unassign the person in one of them.`,
    }
  },
  'members-in-no-directory': (facts, { names, count }) => {
    const many = count(facts.count, facts.is_more)
    const people = names(
      facts.people.map(({ who, origin }) => `${who} (${originOf(origin)})`),
      facts.count,
      facts.is_more,
    )
    return {
      title: t`Members whom no directory has`,
      what: sentences(
        plural(facts.count, {
          one: `${many} member is in no directory, while a directory says who is in this team: ${people}.`,
          other: `${many} members are in no directory, while a directory says who is in this team: ${people}.`,
        }),
        t`The identity provider cannot end their access.`,
      ),
      toDo: t`Assign them to the application there, or remove them from the team; who came in by signing in alone does not get in again until then.`,
    }
  },
}
