import { useLingui } from '@lingui/react/macro'
import type { Problem } from '../../api/problem.ts'
import { codeWords } from './code-words.ts'
import { useFieldName } from './words.ts'

type Told = Pick<Problem, 'code' | 'detail'>

/** What a code means in the language that is shown; undefined where we have no words for it. */
function useCodeWords(): (code: string) => string | undefined {
  const { i18n } = useLingui()
  return (code) => (codeWords[code] ? i18n._(codeWords[code]) : undefined)
}

/** What a refusal says: in English the server's words, which have the values; else ours, and after them the server's where it is about an address or a document. */
export function useProblemWords(): (problem: Told) => string {
  const { i18n, t } = useLingui()
  const wordsOf = useCodeWords()
  const nameOf = useFieldName()
  return ({ code, detail }) => {
    if (i18n.locale === 'en') return detail
    // The detail begins with the field: "last_name: the claim family_name was not sent."
    const [field = ''] = detail.split(':')
    if (code === 'claim-absent' || code === 'attribute-absent') return t`${nameOf(field)}: not sent. Nobody is refused for that.`
    const words = wordsOf(code)
    if (words === undefined) return detail
    return /^(discovery|outgoing|saml)-/.test(code) ? `${words} (${detail})` : words
  }
}
