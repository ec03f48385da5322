import { t } from '@lingui/core/macro'
import type { AnswerFacts } from '../facts.ts'
import type { Wording } from '../wording.ts'
import { originOf } from './origin-words.ts'
import { refusedWords } from './refused-answer-words.ts'
import { sentences, type Words } from './tell.ts'

type Codes = Extract<keyof AnswerFacts, `person-${string}` | 'never-received'>

export const personAnswerWords: Words<Codes> = {
  'person-present': ({ user_name: userName, directory_name: directory, is_let_in: isLetIn }) => ({
    title: t`This person is here`,
    what: isLetIn
      ? t`${userName} is here, by the directory ${directory}, and is in the team.`
      : t`${userName} is here, by the directory ${directory}, and is out of the team all the same.`,
    toDo: isLetIn ? t`Nothing is to be done.` : t`Look at the member: a directory that ended or an admin has put them out.`,
  }),
  'person-deactivated': ({ user_name: userName, directory_name: directory, at: since, provider_name: provider, assign_menu: menu }, { at }) => {
    const when = since === null ? '' : at(since)
    return {
      title: t`This person was deactivated`,
      what: sentences(
        since === null
          ? t`${userName} is in the directory ${directory}, deactivated.`
          : t`${userName} is in the directory ${directory}, deactivated since ${when}.`,
        t`The identity provider unassigned or suspended them.`,
      ),
      toDo: t`Assign them to the application again at ${provider}: “${menu}”.`,
    }
  },
  'person-deleted': ({ user_name: userName, directory_name: directory, at: deletedAt, provider_name: provider, assign_menu: menu }, { at }) => {
    const when = at(deletedAt)
    return {
      title: t`This person was deleted`,
      what: t`${userName} was in the directory ${directory} and was deleted on ${when}.`,
      toDo: t`Assign them to the application again at ${provider} (“${menu}”): with the same externalId they have everything again.`,
    }
  },
  'person-under-another-name': ({ asked, by, user_name: userName, directory_name: directory }) => ({
    title: t`This person is here under another userName`,
    what: {
      'external-id': t`Nobody has the userName ${asked}, but that is the externalId of ${userName}, in the directory ${directory}.`,
      address: t`Nobody has the userName ${asked}, but that is an address of ${userName}, in the directory ${directory}.`,
      'same-mailbox': t`Nobody is called ${asked}, but the same mailbox in another domain, or in another spelling, is that of ${userName}, in the directory ${directory}.`,
    }[by],
    toDo: t`Look whether it is the same person. If the name is wrong, correct the mapping of userName at the identity provider.`,
  }),
  'person-without-directory': ({ asked, origin, is_in: isIn }) => {
    const how = originOf(origin)
    return {
      title: t`A member whom no directory has`,
      what: isIn
        ? t`${asked} is a member (${how}), and in no directory. They are in the team.`
        : t`${asked} is a member (${how}), and in no directory. They are out of the team.`,
      toDo: t`Assign them to the application at the identity provider, so that it says whether they are in.`,
    }
  },
  'person-refused': (facts, wording) => ({ title: t`This person was sent and refused`, ...refusedWords(facts, wording) }),
  'never-received': ({ asked, looked_up_at: lookedUpAt, providers }, { at }) => {
    const when = lookedUpAt === null ? '' : at(lookedUpAt)
    const ways = providers.map(
      ({ name, assign_menu: people, groups_menu: groups }) => t`At ${name} assign the person (“${people}”), or have the group sent (“${groups}”).`,
    )
    return {
      title: t`Never received`,
      what:
        lookedUpAt === null
          ? t`No identity provider ever sent or looked for “${asked}”: a person of that name is most likely not assigned to the application there, and a group not chosen.`
          : t`“${asked}” was looked for on ${when} and not sent: the identity provider found nobody here, and did not go on. Most likely they are out of its scope, or it waits for an approval.`,
      toDo: ways.length === 0 ? t`The team has no directory yet: make one first.` : sentences(...ways),
    }
  },
  'person-limit': (facts, wording) => {
    const { who, source } = facts
    const others = wording.names(facts.groups.map(groupWith))
    const amount = wording.amount(facts)
    return {
      title: t`What this person may spend, and why`,
      what: sentences(
        facts.is_unlimited ? t`${who} may spend without limit` : t`${who} may spend up to ${amount}`,
        sourceOf(facts, wording),
        facts.groups.length === 0 ? t`They are in no other group.` : t`Of their other groups: ${others}.`,
      ),
      toDo:
        source === 'group' || source === 'user_override'
          ? t`If that is not meant, change that limit, or their groups at the identity provider.`
          : t`If a group’s limit is to hold, put them directly into that group at the identity provider, and have the group sent.`,
    }
  },
}

function sourceOf({ source, deciding }: AnswerFacts['person-limit'], { names }: Wording): string {
  const groups = names(deciding)
  return {
    user_override: t`by a limit of their own, which goes before all others.`,
    group: t`by ${groups}, the highest of their groups.`,
    team_default: t`by the team’s default: none of their groups has a limit that counts.`,
    none: t`since nothing is set that holds for them.`,
  }[source]
}

function groupWith({ name, reason }: AnswerFacts['person-limit']['groups'][number]): string {
  return {
    lower: t`${name} (is not the highest)`,
    unset: t`${name} (has no limit)`,
    nested: t`${name} (holds them through another group alone, which does not count)`,
    deleted: t`${name} (was deleted)`,
    override: t`${name} (counts for nothing beside a limit of their own)`,
  }[reason]
}
