import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { signInAddress } from '../session/sign-in-address.ts'
import { setSignedOut, useSignedOut } from '../session/signed-out.ts'

/** The page may have a dialog open. */
const aboveDialogs = 400

/** Says that the session ended, over a page that keeps what was typed. It goes by itself once the server answers again. */
export function SignedOutDialog() {
  const { t } = useLingui()
  const isOut = useSignedOut()
  const close = () => setSignedOut(false)
  return (
    <Modal opened={isOut} onClose={close} title={t`You are signed out`} centered zIndex={aboveDialogs}>
      <Stack>
        <Text size="sm">
          <Trans>The session ended, perhaps in another tab. What you typed is still here: sign in in another tab, come back, and try again.</Trans>
        </Text>
        <Group justify="flex-end">
          <Button variant="default" component="a" href={signInAddress(location)}>
            <Trans>Sign in here</Trans>
          </Button>
          <Button component="a" href="/sign-in" target="_blank" rel="noopener" onClick={close}>
            <Trans>Sign in in another tab</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
