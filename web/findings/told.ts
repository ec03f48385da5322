import type { Item } from '../api/answer.ts'
import type { Facts } from './facts.ts'
import { accessWords } from './words/access-words.ts'
import { directoryWords } from './words/directory-words.ts'
import { groupAnswerWords } from './words/group-answer-words.ts'
import { groupWords } from './words/group-words.ts'
import { limitWords } from './words/limit-words.ts'
import { peopleWords } from './words/people-words.ts'
import { personAnswerWords } from './words/person-answer-words.ts'
import { setUpWords } from './words/set-up-words.ts'
import { usageWords } from './words/usage-words.ts'
import type { Tell, Told } from './words/tell.ts'
import type { Wording } from './wording.ts'

export type Finding = Item<'/v1/findings'>
export type Code = Finding['code']

/** Of each code of the API its words: one that has none does not compile. */
const words: { [Known in Code]: Tell<Facts[Known]> } = {
  ...setUpWords,
  ...directoryWords,
  ...peopleWords,
  ...groupWords,
  ...limitWords,
  ...usageWords,
  ...accessWords,
  ...personAnswerWords,
  ...groupAnswerWords,
}

/** A finding in the language that is shown, made of its facts. One that this dashboard does not know yet has the English words of the server. */
export function tellFinding({ code, facts, title, what, to_do: toDo }: Finding, wording: Wording): Told {
  if (!Object.hasOwn(words, code)) return { title, what, toDo }
  const tell = words[code] as Tell<unknown> // by its code these are its facts, which docs/findings.md promises
  return tell(facts, wording)
}
