import { t } from '@lingui/core/macro'
import type { Facts } from '../facts.ts'
import type { Wording } from '../wording.ts'
import { answered, whatHelps, whyRefused } from './refusal-words.ts'
import { sentences, type Told } from './tell.ts'

/** Of a person or a group that was sent and refused: why, and what helps. */
export function refusedWords(facts: Facts['person-refused'], { at }: Wording): Omit<Told, 'title'> {
  const { asked, directory_name: directory, provider_name: provider, retry_menu: menu } = facts
  const [when, why] = [at(facts.at), whyRefused(facts.reason)]
  return {
    what: sentences(t`${asked} was sent to ${directory} and refused on ${when}, because ${why}.`, answered(facts.example)),
    toDo: sentences(whatHelps(facts.reason), t`Then have it sent again at ${provider}: “${menu}”.`),
  }
}
