import { plural, t } from '@lingui/core/macro'
import { hintsOf } from './hint-words.ts'
import { answered, whatHelps, whyRefused } from './refusal-words.ts'
import { sentences, type Words } from './tell.ts'

type Codes =
  | 'groups-not-pushed'
  | 'groups-refused'
  | 'unknown-members'
  | 'groups-empty'
  | 'groups-nested-only'
  | 'group-keeps-leavers'
  | 'group-name-twice'

const namesOf = (groups: readonly { name: string }[]): string[] => groups.map(({ name }) => name)

export const groupWords: Words<Codes> = {
  'groups-not-pushed': (facts, { at, count }) => {
    const { directory_name: directory, provider_name: provider, groups_menu: menu } = facts
    const [many, first] = [count(facts.users, facts.is_more), at(facts.first_user_at)]
    return {
      title: t`Users arrive, but no group`,
      what: sentences(
        plural(facts.users, {
          one: `${many} user has arrived in ${directory}, on ${first}, and no group was ever sent.`,
          other: `${many} users have arrived in ${directory}, the first on ${first}, and no group was ever sent.`,
        }),
        t`Sending groups is a switch of its own at ${provider}, and probably off. Until then limits of groups hold for nobody.`,
      ),
      toDo: sentences(t`At ${provider} choose the groups: “${menu}”.`, hintsOf(facts.hints)),
    }
  },
  'groups-refused': (facts, { names }) => {
    const { directory_name: directory, provider_name: provider, retry_menu: menu } = facts
    const [groups, why] = [names(facts.names, facts.names.length, facts.is_more), whyRefused(facts.reason)]
    return {
      title: t`Groups were refused`,
      what: sentences(
        plural(facts.times, {
          one: `In ${directory} # request about groups (${groups}) was refused, because ${why}, and did not succeed since.`,
          other: `In ${directory} # requests about groups (${groups}) were refused, because ${why}, and did not succeed since.`,
        }),
        answered(facts.example),
      ),
      toDo: sentences(whatHelps(facts.reason), t`Then have it sent again at ${provider}: “${menu}”.`),
    }
  },
  'unknown-members': ({ name, count, unknown }, { names }) => {
    const people = names(unknown, count)
    return {
      title: t`A group was sent with people who are not known`,
      what: plural(count, {
        one: `The group ${name} was sent # member that this directory was never sent as a user or group (${people}). The others were applied.`,
        other: `The group ${name} was sent # members that this directory was never sent as users or groups (${people}). The others were applied.`,
      }),
      toDo: t`Assign those people to the application at the identity provider, then push the group again.`,
    }
  },
  'groups-empty': (facts, { names, count }) => {
    const { directory_name: directory, provider_name: provider, assign_menu: menu } = facts
    const [many, groups] = [count(facts.count, facts.is_more), names(namesOf(facts.groups), facts.count, facts.is_more)]
    return {
      title: t`Groups without members`,
      what: sentences(
        plural(facts.count, {
          one: `${many} group of ${directory} has no member: ${groups}.`,
          other: `${many} groups of ${directory} have no member: ${groups}.`,
        }),
        t`Either nobody is in it at ${provider}, or its people are not assigned to the application, or they are in groups within it.`,
      ),
      toDo: sentences(
        t`At ${provider} assign the people of the group to the application (“${menu}”), then push the group again.`,
        hintsOf(facts.hints),
      ),
    }
  },
  'groups-nested-only': (facts, { names, count }) => {
    const { directory_name: directory, provider_name: provider } = facts
    const [many, groups] = [count(facts.count, facts.is_more), names(namesOf(facts.groups), facts.count, facts.is_more)]
    return {
      title: t`Groups that hold groups alone`,
      what: sentences(
        plural(facts.count, {
          one: `${many} group of ${directory} holds other groups and no person directly: ${groups}.`,
          other: `${many} groups of ${directory} hold other groups and no person directly: ${groups}.`,
        }),
        t`In this team a limit counts for direct members alone.`,
      ),
      toDo: t`Set limits on the inner groups, or make the people direct members at ${provider}, or let groups within groups count, in the settings of the team.`,
    }
  },
  'group-keeps-leavers': (facts, { names, count }) => {
    const { directory_name: directory, provider_name: provider, groups_menu: menu } = facts
    const many = count(facts.count, facts.is_more)
    const groups = names(facts.groups.map(({ name, people }) => `${name} (${people})`))
    return {
      title: t`People who were unassigned are still in a group`,
      what: sentences(
        plural(facts.count, {
          one: `In ${directory} ${many} person who is deactivated is still in a group: ${groups}.`,
          other: `In ${directory} ${many} people who are deactivated are still in a group: ${groups}.`,
        }),
        t`They are out of the team and spend nothing. It is what is seen where one group both assigns the application and is pushed: Okta then sends no removal from it.`,
      ),
      toDo: t`Look at ${provider} whether the group also assigns the application. If it does, push another group of the same people: “${menu}”.`,
    }
  },
  'group-name-twice': ({ name, limited, other }) => {
    const [here, there] = [limited.directory_name, other.directory_name]
    return {
      title: t`Two groups of one name`,
      what: t`There are two groups ${name}: the one of ${here} has a limit, the one of ${there} has none. A limit belongs to the id of a group, so who is in the second alone is not limited by it.`,
      toDo: t`Set the limit on the group that the people are in, or on both.`,
    }
  },
}
