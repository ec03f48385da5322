import type { UnattributedUsage, WaitingUsage } from '../spend/usage/loose-ends.ts'
import { tell, type Finding } from './finding.ts'

const namesTold = 20

/** Usage that somebody must look after: what is nobody's, and what counts for nothing yet. Pure: the same facts give the same findings. */
export const findOfUsage = ({ unattributed, waiting }: { unattributed?: UnattributedUsage; waiting: WaitingUsage }): Finding[] => [
  ...(unattributed ? [ofNobody(unattributed)] : []),
  ...findWaiting(waiting),
]

function ofNobody({ firstAt, newest }: UnattributedUsage): Finding {
  const subjects = [...new Set(newest.map(({ subject }) => subject))]
  const facts = { subjects: subjects.slice(0, namesTold), isMore: subjects.length > namesTold }
  return tell(
    'usage-unattributed',
    facts,
    firstAt,
    newest.map(({ requestId: request, recordedAt: at }) => ({ request, at })),
  )
}

function findWaiting({ events, isMore }: WaitingUsage): Finding[] {
  const [oldest] = events
  if (!oldest) return []
  const unpriced = events.filter(({ reason }) => reason === 'unpriced').length
  const shown = events.slice(0, namesTold).map(({ source, eventId }) => ({ source, eventId }))
  const facts = { count: events.length, isMore, unpriced, aboveCeiling: events.length - unpriced, events: shown }
  return [
    tell(
      'usage-quarantined',
      facts,
      oldest.receivedAt,
      events.map(({ requestId: request, receivedAt: at }) => ({ request, at })),
    ),
  ]
}
