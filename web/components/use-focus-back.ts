import { useEffect, useState } from 'react'

/** Gives the focus back to what had it before this came, once this is gone: a dialog that is taken out of the page as it closes would leave it nowhere. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      const isLost = document.activeElement === document.body
      if (isLost && before instanceof HTMLElement && before.isConnected) before.focus()
    },
    [before],
  )
}
