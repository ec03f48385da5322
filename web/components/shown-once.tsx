import { Trans } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { useState } from 'react'

/** A secret that is shown this once: what shows it closes without a copy only after having said so. The second of two quick clicks lands on the button that closes it, too. */
export function useShownOnce(isShown: boolean, onClose: () => void) {
  const [isCopied, setIsCopied] = useState(false)
  const [isWarned, setIsWarned] = useState(false)
  const close = () => {
    if (isShown && !isCopied && !isWarned) return setIsWarned(true)
    setIsCopied(false)
    setIsWarned(false)
    onClose()
  }
  return { isCopied, isWarned: isWarned && !isCopied, onCopy: () => setIsCopied(true), close }
}

/** That closing it now loses it. */
export function NotCopied() {
  return (
    <Text size="sm" role="alert" fw={600}>
      <Trans>It is not copied. It cannot be shown again: whoever closes now has to make another.</Trans>
    </Text>
  )
}
