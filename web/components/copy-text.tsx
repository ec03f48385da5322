import { useLingui } from '@lingui/react/macro'
import { Button, Code, CopyButton, Group, VisuallyHidden } from '@mantine/core'

/** A text to copy: a value, and a button that says what it copies and that it has. */
export function CopyText({ text, label, isLong = false, onCopy }: { text: string; label?: string; isLong?: boolean; onCopy?: () => void }) {
  const { t } = useLingui()
  return (
    <Group gap="xs" wrap={isLong ? 'wrap' : 'nowrap'} className="shrinks">
      <Code className="mono" block={isLong} w={isLong ? '100%' : undefined}>
        {text}
      </Code>
      <CopyButton value={text} timeout={2_000}>
        {({ copied, copy }) => (
          <>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                copy()
                onCopy?.()
              }}
              aria-label={label ?? t`Copy ${text}`}
              flex="none"
            >
              {copied ? t`Copied` : t`Copy`}
            </Button>
            <VisuallyHidden role="status">{copied ? t`Copied` : ''}</VisuallyHidden>
          </>
        )}
      </CopyButton>
    </Group>
  )
}
