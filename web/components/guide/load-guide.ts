import { useLingui } from '@lingui/react/macro'
import { useSuspenseQuery } from '@tanstack/react-query'
import { parseGuide, type GuideText } from './parse-guide.ts'

/** The guides as they are written, each in a file of its own for the browser, which loads it when it is read. */
const files = import.meta.glob<string>(['../../../docs/idp/**/*.md', '!**/README.md'], { query: '?raw', import: 'default' })

/** The guide of a provider in a language; of one that has none, the guide for any client. */
export async function loadGuide(provider: string, language: string): Promise<GuideText> {
  const load = files[pathOf(provider, language)] ?? files[pathOf('other', language)]
  if (!load) throw new Error('docs/idp/ has a guide for any client')
  return parseGuide(await load())
}

const pathOf = (provider: string, language: string) => `../../../docs/idp/${language === 'en' ? '' : `${language}/`}${provider}.md`

/** The same in the language of the page, for a part that waits in a `Suspense`. */
export function useGuide(provider: string): GuideText {
  const { i18n } = useLingui()
  return useSuspenseQuery({ queryKey: ['guide', i18n.locale, provider], queryFn: () => loadGuide(provider, i18n.locale), staleTime: Infinity }).data
}
