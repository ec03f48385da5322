import { useSyncExternalStore } from 'react'

let isOut = false
const listeners = new Set<() => void>()

/** Whether the session ended while a page was open. The page stays as it is, with what was typed there. */
export function setSignedOut(now: boolean): void {
  if (now === isOut) return
  isOut = now
  for (const listener of listeners) listener()
}

export const useSignedOut = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => isOut,
  )
