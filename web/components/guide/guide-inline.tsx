import { Code } from '@mantine/core'
import { RouterLink } from '../router-link.tsx'
import { useFill } from './guide-values.ts'
import type { Inline } from './inline.ts'
import { MenuName } from './menu-name.tsx'
import { isGuideProvider } from './providers.ts'

/** What stands within a line of a guide, as elements. */
export function GuideInline({ inline }: { inline: readonly Inline[] }) {
  return inline.map((each, place) => <GuidePart key={place} part={each} />)
}

function GuidePart({ part }: { part: Inline }) {
  const fill = useFill()
  switch (part.kind) {
    case 'text':
      return fill(part.text).filled
    case 'code':
      return <Code className="mono">{fill(part.text).filled}</Code>
    case 'strong':
      return (
        <strong>
          <GuideInline inline={part.children} />
        </strong>
      )
    case 'emphasis':
      return (
        <MenuName>
          <GuideInline inline={part.children} />
        </MenuName>
      )
    case 'link':
      return <GuideLink to={part.to} inline={part.children} />
  }
}

/** A link to another guide; what lies elsewhere in the documentation is no page of the dashboard. */
function GuideLink({ to, inline }: { to: string; inline: readonly Inline[] }) {
  const provider = /^(\w+)\.md$/.exec(to)?.[1]
  if (!isGuideProvider(provider)) return <GuideInline inline={inline} />
  return (
    <RouterLink to="/help" search={{ guide: provider }} inherit underline="always">
      <GuideInline inline={inline} />
    </RouterLink>
  )
}
