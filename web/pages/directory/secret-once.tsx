import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'

type Props = { secret: string; isCopied: boolean; onCopy: () => void }

/** A token that was just made: shown this once, with whether it was copied. */
export function SecretOnce({ secret, isCopied, onCopy }: Props) {
  const { t } = useLingui()
  return (
    <Alert color={isCopied ? 'green' : 'orange'} title={isCopied ? t`Token copied` : t`Copy the token now: it is shown this once`} role="status">
      <Stack gap="xs">
        <Code block className="mono">
          {secret}
        </Code>
        <Group gap="sm">
          <CopyButton value={secret} timeout={2_000}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                onClick={() => {
                  copy()
                  onCopy()
                }}
              >
                {copied ? t`Copied` : t`Copy the token`}
              </Button>
            )}
          </CopyButton>
          <Text size="sm">
            <Trans>Paste it into your identity provider, without the word Bearer.</Trans>
          </Text>
        </Group>
      </Stack>
    </Alert>
  )
}
