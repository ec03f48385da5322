import { t } from '@lingui/core/macro'
import { refusedWords } from './refused-answer-words.ts'
import { sentences, type Words } from './tell.ts'

type Codes = 'group-present' | 'group-deleted' | 'group-under-another-name' | 'group-refused'

export const groupAnswerWords: Words<Codes> = {
  'group-present': (facts, { amount }) => {
    const { name, directory_name: directory, is_empty: isEmpty } = facts
    const limit = amount(facts)
    return {
      title: t`This group is here`,
      what: sentences(
        isEmpty
          ? t`The group ${name} is in the directory ${directory}, and has no direct member.`
          : t`The group ${name} is in the directory ${directory}, and has members.`,
        facts.has_limit ? t`Its limit: ${limit}.` : t`It has no limit.`,
      ),
      toDo: isEmpty
        ? t`Assign the people of the group to the application at the identity provider, then push the group again.`
        : t`Nothing is to be done.`,
    }
  },
  'group-deleted': ({ name, directory_name: directory, at: deletedAt, provider_name: provider, groups_menu: menu }, { at }) => {
    const when = at(deletedAt)
    return {
      title: t`This group was deleted`,
      what: t`The group ${name} was in the directory ${directory} and was deleted on ${when}.`,
      toDo: t`Have it sent again at ${provider}: “${menu}”. A limit that it had is to be set again.`,
    }
  },
  'group-under-another-name': ({ asked, name, directory_name: directory }) => ({
    title: t`A group of a similar name is here`,
    what: t`No group is called “${asked}”; the directory ${directory} has “${name}”.`,
    toDo: t`Look whether it is the one that is meant: a limit belongs to the group’s id, not to its name.`,
  }),
  'group-refused': (facts, wording) => ({ title: t`This group was sent and refused`, ...refusedWords(facts, wording) }),
}
