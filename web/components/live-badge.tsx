import { useLingui } from '@lingui/react/macro'
import type { LiveState } from '../api/follow-log.ts'
import { StatusBadge, type Tone } from './status-badge.tsx'

const tones: Record<LiveState, Tone> = { connecting: 'neutral', live: 'good', reconnecting: 'warning', polling: 'info', over: 'bad' }

/** How the log is followed just now. A stream that is lost says so, and that it comes back. */
export function LiveBadge({ state }: { state: LiveState }) {
  const { t } = useLingui()
  const words: Record<LiveState, string> = {
    connecting: t`Connecting …`,
    live: t({ message: 'Live', context: 'stream' }),
    reconnecting: t`Connection lost, reconnecting …`,
    polling: t`Looking every 5 seconds`,
    over: t`Ended: sign in again`,
  }
  return (
    <span role="status">
      <StatusBadge tone={tones[state]}>{words[state]}</StatusBadge>
    </span>
  )
}
