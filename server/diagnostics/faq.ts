import type { Timestamp } from '../kernel/timestamp.ts'
import type { Finding } from './finding.ts'
import type { FindingCode } from './finding-facts.ts'
import { lengthOf } from './words/words.ts'

/** A directory as the answers tell of it. */
export type FaqDirectory = {
  name: string
  provider: string
  providerName: string
  assignMenu: string
  groupsMenu: string
  rhythm: string
  cycleMinutes: number | null
  isMeasured: boolean
  lastRequestAt: Timestamp | null
  lastChangeAt: Timestamp | null
}

export type QuestionId =
  | 'scim-not-showing'
  | 'users-not-syncing'
  | 'groups-not-appearing'
  | 'limits-not-applying'
  | 'edit-directly'
  | 'how-fast'
  | 'duplicate-people'

/** A frequent question, answered from what this team's directories did. `findings` are those that stand in the way now. */
export type FaqEntry = {
  id: QuestionId
  question: string
  answer: string
  findings: Pick<Finding, 'code' | 'title' | 'severity' | 'link'>[]
  directories: readonly FaqDirectory[]
}

type Question = { question: string; codes: readonly FindingCode[]; clear: (directories: readonly FaqDirectory[]) => string }

const questions: Record<QuestionId, Question> = {
  'scim-not-showing': {
    question: 'Why can I not set up SCIM?',
    codes: ['provisioning-locked', 'prerequisites-missing', 'domain-expired', 'domain-failing', 'directory-without-token'],
    clear: (directories) =>
      directories.length === 0
        ? 'Nothing is missing: the team has the plan, an active single sign-on connection and a verified domain. Make a directory, then a token for it.'
        : `Nothing is missing, and there ${directories.length === 1 ? 'is a directory' : 'are directories'}: ${directories.map(({ name }) => name).join(', ')}.`,
  },
  'users-not-syncing': {
    question: 'Why do people not come?',
    codes: [
      'prerequisites-missing',
      'directory-paused',
      'ended-directory-called',
      'directory-without-token',
      'token-expires',
      'dead-token-called',
      'unknown-token-called',
      'wrong-base-url',
      'nothing-received',
      'only-lookups',
      'idp-silent',
      'users-refused',
    ],
    clear: () => 'Nothing stands in the way of what is sent. Who is missing was most likely not assigned: ask for the person by name.',
  },
  'groups-not-appearing': {
    question: 'Why do groups not appear, or lack people?',
    codes: [
      'groups-not-pushed',
      'groups-refused',
      'unknown-members',
      'groups-empty',
      'groups-nested-only',
      'group-keeps-leavers',
      'group-name-twice',
    ],
    clear: (directories) =>
      `Nothing stands in the way. A group comes once it is chosen at the identity provider${directories.map(({ providerName, groupsMenu }) => `; at ${providerName}: "${groupsMenu}"`).join('')}.`,
  },
  'limits-not-applying': {
    question: 'Why does a limit not hold?',
    codes: [
      'limit-on-nobody',
      'limit-never-wins',
      'limit-left-with-group',
      'limits-frozen',
      'group-name-twice',
      'groups-nested-only',
      'product-never-asked',
      'usage-unattributed',
      'usage-quarantined',
    ],
    clear: () =>
      'Each limit that is set decides for somebody, and the product asks for it. Ask for a person by name, to see which limit decides for them and why.',
  },
  'edit-directly': {
    question: 'Can I edit users and groups here?',
    codes: [],
    clear: (directories) =>
      directories.length === 0
        ? 'No: once there is a directory, its identity provider says who is in it and in which groups. Only limits, roles and overrides are set here.'
        : `No: the identity provider says who is here and in which groups, and would undo it. Change it there${directories.map(({ providerName, assignMenu, groupsMenu }) => `; at ${providerName} people under "${assignMenu}", groups under "${groupsMenu}"`).join('')}. Only limits, roles and overrides are set here.`,
  },
  'how-fast': {
    question: 'How fast does a change arrive?',
    codes: ['idp-silent'],
    clear: (directories) => `What reaches Purser holds at once, for the very next request. ${directories.map(tellRhythm).join(' ')}`.trim(),
  },
  'duplicate-people': {
    question: 'Why is somebody here twice, or mistaken for another?',
    codes: [
      'person-twice',
      'people-in-two-directories',
      'returned-by-name',
      'adopted-privileged-member',
      'foreign-domain',
      'sign-in-address-differs',
      'sign-ins-refused',
      'members-in-no-directory',
    ],
    clear: () => 'Nobody is known to be here twice.',
  },
}

/** Of each question its id, which stays the same. */
export const questionIds = Object.keys(questions) as QuestionId[] // the keys of the table above

function tellRhythm({ name, providerName, rhythm, cycleMinutes, isMeasured, lastRequestAt, lastChangeAt }: FaqDirectory): string {
  const often = isMeasured && cycleMinutes !== null ? `${providerName} was seen to call ${name} about every ${lengthOf(cycleMinutes)}.` : rhythm
  const last = lastRequestAt === null ? `It has not called ${name} yet.` : `It last called ${name} ${lastRequestAt}`
  return lastRequestAt === null ? `${often} ${last}` : `${often} ${last}, and last changed something ${lastChangeAt ?? 'never'}.`
}

/** The questions that are asked most, answered from what is so. Pure: the same facts give the same answers. */
export function answerFaq(findings: readonly Finding[], directories: readonly FaqDirectory[]): FaqEntry[] {
  return Object.entries(questions).map(([id, { question, codes, clear }]) => {
    const inTheWay = findings.filter(({ code }) => codes.some((known) => known === code))
    const [worst] = inTheWay.toSorted((one, other) => Number(other.severity === 'warning') - Number(one.severity === 'warning'))
    return {
      id: id as QuestionId, // a key of the table above
      question,
      answer: worst ? `${worst.what} ${worst.toDo}` : clear(directories),
      findings: inTheWay.map(({ code, title, severity, link }) => ({ code, title, severity, link })),
      directories,
    }
  })
}
