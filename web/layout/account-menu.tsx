import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Menu, Text, useMantineColorScheme } from '@mantine/core'
import { client } from '../api/client.ts'
import { languages, speak } from '../language/language.ts'
import { isSetUp, useSession } from '../session/session.ts'

/** Who one is, in which language and light one reads, and the way out. */
export function AccountMenu() {
  const { t, i18n } = useLingui()
  const session = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const schemes = { auto: t`As the system has it`, light: t`Light`, dark: t`Dark` }
  const choose = ['auto', 'light', 'dark'] as const
  const who = isSetUp(session) ? t`Set-up link` : (session.email ?? t`Account`)
  const closeSetUp = async () => {
    await client.DELETE('/v1/session')
    location.assign('/sign-in')
  }
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button variant="default" size="compact-md" fw={500} flex="none" className="account">
          <Text span inherit truncate lh={1.6}>
            {who}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Trans>Language</Trans>
        </Menu.Label>
        {languages.map(([language, name]) => (
          <Menu.Item key={language} lang={language} onClick={() => void speak(language, true)} aria-current={i18n.locale === language}>
            {name}
          </Menu.Item>
        ))}
        <Menu.Label>
          <Trans>Appearance</Trans>
        </Menu.Label>
        {choose.map((scheme) => (
          <Menu.Item key={scheme} onClick={() => setColorScheme(scheme)} aria-current={colorScheme === scheme}>
            {schemes[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component="a" href="/docs/api">
          <Trans>API reference</Trans>
        </Menu.Item>
        {isSetUp(session) ? (
          <Menu.Item onClick={() => void closeSetUp()}>
            <Trans>Close the set-up</Trans>
          </Menu.Item>
        ) : (
          // As a form, since it may go on to the identity provider, which signs out there too. The menu stays: where nothing moves it is gone at once, and a form that is gone sends nothing.
          <form method="post" action="/sso/sign-out">
            <Menu.Item type="submit" component="button" closeMenuOnClick={false}>
              <Trans>Sign out</Trans>
            </Menu.Item>
          </form>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
