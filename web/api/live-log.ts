import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Item } from './answer.ts'
import { followLog, type LiveState } from './follow-log.ts'

/** An entry of the provisioning log, as lists and the stream have it. */
export type LogEntry = Item<'/v1/provisioning_log'>

type Options = {
  /** `dir_…`; all of the team's directories unless said. */
  directory?: string
  /** Begin after this sequence, such as that of the newest entry that is shown already; with what comes from now on unless said. */
  after?: number | undefined
  /** While it is, nothing is asked. What came meanwhile comes at once when it goes on. */
  isPaused?: boolean
  onEntry: (entry: LogEntry) => void
}

/** Follows the provisioning log while a part of the page is shown, each entry once and oldest first, and says how it is followed just now. */
export function useLiveLog({ directory, after, isPaused = false, onEntry }: Options): LiveState {
  const [state, setState] = useState<LiveState>('connecting')
  const reached = useRef({ directory, sequence: after })
  const take = useEffectEvent(onEntry)
  useEffect(() => {
    if (isPaused) return
    if (reached.current.directory !== directory) reached.current = { directory, sequence: undefined }
    return followLog<LogEntry>({
      directory: directory ?? 'all',
      after: reached.current.sequence,
      onEntry: take,
      onReached: (sequence) => (reached.current = { directory, sequence }),
      onState: setState,
    })
  }, [directory, isPaused])
  return state
}
