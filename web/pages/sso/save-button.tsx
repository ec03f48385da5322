import { Trans } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'

type Props = { isBusy: boolean; isChanged: boolean; isSaved: boolean }

/** Saves a form, and says beside it that it has: nothing that comes and goes, and lies over the next button. */
export const SaveButton = ({ isBusy, isChanged, isSaved }: Props) => (
  <Group gap="sm">
    <Button type="submit" loading={isBusy} disabled={!isChanged}>
      <Trans>Save</Trans>
    </Button>
    <Text size="sm" role="status">
      {isSaved && !isChanged && <Trans>Saved</Trans>}
    </Text>
  </Group>
)
