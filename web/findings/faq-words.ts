import { t } from '@lingui/core/macro'
import type { Item } from '../api/answer.ts'

export type FaqEntry = Item<'/v1/faq'>
type Words = { question: string; clear: (hasDirectory: boolean) => string }

/** Each question, and its answer where nothing stands in the way. One that has no words does not compile. */
const words: Record<FaqEntry['id'], () => Words> = {
  'scim-not-showing': () => ({
    question: t`Why can I not set up SCIM?`,
    clear: (hasDirectory) =>
      hasDirectory
        ? t`Nothing is missing, and there is a directory.`
        : t`Nothing is missing: the team has the plan, an active single sign-on connection and a verified domain. Make a directory, then a token for it.`,
  }),
  'users-not-syncing': () => ({
    question: t`Why do people not come?`,
    clear: () => t`Nothing stands in the way of what is sent. Who is missing was most likely not assigned: ask for the person by name.`,
  }),
  'groups-not-appearing': () => ({
    question: t`Why do groups not appear, or lack people?`,
    clear: () => t`Nothing stands in the way. A group comes once it is chosen at the identity provider.`,
  }),
  'limits-not-applying': () => ({
    question: t`Why does a limit not hold?`,
    clear: () =>
      t`Each limit that is set decides for somebody, and the product asks for it. Ask for a person by name, to see which limit decides for them and why.`,
  }),
  'edit-directly': () => ({
    question: t`Can I edit users and groups here?`,
    clear: (hasDirectory) =>
      hasDirectory
        ? t`No: the identity provider says who is here and in which groups, and would undo it. Change it there. Only limits, roles and overrides are set here.`
        : t`No: once there is a directory, its identity provider says who is in it and in which groups. Only limits, roles and overrides are set here.`,
  }),
  'how-fast': () => ({
    question: t`How fast does a change arrive?`,
    clear: () => t`What reaches Purser holds at once, for the very next request.`,
  }),
  'duplicate-people': () => ({
    question: t`Why is somebody here twice, or mistaken for another?`,
    clear: () => t`Nobody is known to be here twice.`,
  }),
}

export const wordsOf = ({ id, question, answer }: FaqEntry): Words => words[id]?.() ?? { question, clear: () => answer }
