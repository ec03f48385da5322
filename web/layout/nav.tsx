import { useLingui } from '@lingui/react/macro'
import { ScrollArea, Text } from '@mantine/core'
import { useLocation, type LinkProps } from '@tanstack/react-router'
import { RouterEntry } from '../components/router-link.tsx'
import { isSetUp, useMay, useSession } from '../session/session.ts'

/** Where one can go: what one's role opens, or the set-up link. A page that is not there says at its address who may open it. */
export function Nav({ onGo }: { onGo: () => void }) {
  const { t } = useLingui()
  const session = useSession()
  const { pathname } = useLocation()
  const parts: readonly Part[] = [
    {
      title: t`People`,
      entries: [
        { to: '/', label: t`Overview` },
        { to: '/users', label: t`Users`, permission: 'directory:read' },
        { to: '/groups', label: t`Directory groups`, permission: 'directory:read' },
        { to: '/members', label: t`Members`, permission: 'directory:read' },
      ],
    },
    {
      title: t`Spending`,
      entries: [{ to: '/spend', label: t`Limits and spend` }],
    },
    {
      title: t`Identity provider`,
      entries: [
        { to: '/sso', label: t`Single sign-on`, permission: 'sso:read' },
        { to: '/directory', label: t`Active Directory Management`, permission: 'prerequisites:read' },
        { to: '/log', label: t`Provisioning log`, permission: 'directory_setup:read' },
        { to: '/diagnostics', label: t`Diagnostics`, permission: 'directory_setup:read' },
      ],
    },
    {
      title: t`Team`,
      entries: [
        { to: '/keys', label: t`API keys` },
        { to: '/audit', label: t`Audit log`, permission: 'audit:read' },
        { to: '/settings', label: t`Settings`, permission: 'team:read' },
        { to: '/help', label: t`Help` },
      ],
    },
  ]
  const may = useMay()
  const shown = isSetUp(session)
    ? partsOf(parts, opensSetUp(session))
    : partsOf(parts, ({ permission }) => permission === undefined || may(permission))
  return (
    <ScrollArea>
      {shown.map(({ title, entries }) => (
        <section key={title} aria-label={title} className="nav-part">
          <Text size="xs" fw={600} c="dimmed" px="sm" mb={2} aria-hidden>
            {title}
          </Text>
          {entries.map(({ to, label }) => (
            <RouterEntry key={to} to={to} label={label} onClick={onGo} active={isAt(pathname, to)} />
          ))}
        </section>
      ))}
    </ScrollArea>
  )
}

const isAt = (pathname: string, to: string) => pathname === to || (to !== '/' && pathname.startsWith(`${to}/`))

const ofSso = ['/sso', '/help']
const ofDirectory = ['/directory', '/log', '/diagnostics', '/help']

type Entry = { to: LinkProps['to'] & string; label: string; permission?: string }
type Part = { title: string; entries: readonly Entry[] }

const opensSetUp = ({ setup_link: { purpose } }: { setup_link: { purpose: string } }) => {
  const opened = purpose === 'sso' ? ofSso : purpose === 'directory' ? ofDirectory : [...ofSso, ...ofDirectory]
  return ({ to }: Entry) => opened.includes(to)
}

const partsOf = (parts: readonly Part[], isShown: (entry: Entry) => boolean): Part[] =>
  parts.map((part) => ({ ...part, entries: part.entries.filter(isShown) })).filter(({ entries }) => entries.length > 0)
