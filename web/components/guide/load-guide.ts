import { useSuspenseQuery } from '@tanstack/react-query'
import { parseGuide, type GuideText } from './parse-guide.ts'

/** The guides as they are written, each in a file of its own for the browser, which loads it when it is read. */
const files = import.meta.glob<string>(['../../../docs/idp/*.md', '!**/README.md'], { query: '?raw', import: 'default' })

/** The guide of a provider; of one that has none, the guide for any client. */
export async function loadGuide(provider: string): Promise<GuideText> {
  const load = files[pathOf(provider)] ?? files[pathOf('other')]
  if (!load) throw new Error('docs/idp/ has a guide for any client')
  return parseGuide(await load())
}

const pathOf = (provider: string) => `../../../docs/idp/${provider}.md`

/** The same, for a part that waits in a `Suspense`. */
export const useGuide = (provider: string): GuideText =>
  useSuspenseQuery({ queryKey: ['guide', provider], queryFn: () => loadGuide(provider), staleTime: Infinity }).data
