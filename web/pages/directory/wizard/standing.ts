import { useThrottledCallback } from '@mantine/hooks'
import { useState } from 'react'
import { api } from '../../../api/client.ts'
import type { LiveState } from '../../../api/follow-log.ts'
import { useLiveLog, type LogEntry } from '../../../api/live-log.ts'
import type { Answer } from '../../../api/answer.ts'
import { useMay } from '../../../session/session.ts'
import { isLive, refreshDirectories, type DirectoryToken, type Health } from '../directories.ts'
import type { Stored } from './steps.ts'

/** How the set-up of a directory stands, as of now: it is read again as its provider sends something. */
export type Standing = {
  directory: Answer<'/v1/directories/{directory}'>
  tokens: readonly DirectoryToken[]
  milestones: Health['milestones']
  /** The newest entries of its log, newest first. */
  entries: readonly LogEntry[]
  live: LiveState
  stored: Stored
}

const entriesShown = 12

export function useStanding(directoryId: string): Standing {
  const of = { params: { path: { directory: directoryId } } }
  const directory = api.useSuspenseQuery('get', '/v1/directories/{directory}', of).data
  const tokens = api.useSuspenseQuery('get', '/v1/directories/{directory}/tokens', of).data.items
  const { milestones } = api.useSuspenseQuery('get', '/v1/directories/{directory}/health', of).data
  const log = api.useSuspenseQuery(
    'get',
    '/v1/provisioning_log',
    { params: { query: { directory: directoryId, limit: entriesShown } } },
    { gcTime: 0 },
  ).data
  const hasLimit = useHasLimit(directoryId)
  const [entries, setEntries] = useState<readonly LogEntry[]>(log.items)
  const refresh = useThrottledCallback(() => void refreshDirectories(), 500)
  const live = useLiveLog({
    directory: directoryId,
    after: log.items[0]?.sequence ?? 0,
    onEntry: (entry) => {
      setEntries((before) => [entry, ...before.filter(({ sequence }) => sequence !== entry.sequence)].slice(0, entriesShown))
      refresh()
    },
  })
  const firstUserAt = milestones.first_user?.at ?? null
  const firstGroupAt = directory.first_group_at ?? milestones.first_group?.at ?? null
  const stored: Stored = {
    hasLiveToken: tokens.some((token) => isLive(token)),
    // A directory has it written a moment after its log tells the request, and nothing would have the page read it again then.
    firstRequestAt: directory.first_request_at ?? milestones.first_request?.at ?? firstUserAt ?? firstGroupAt,
    firstUserAt,
    firstGroupAt,
    hasLimit,
  }
  return { directory, tokens, milestones, entries, live, stored }
}

/** Whether any group of the directory has a limit. */
function useHasLimit(directoryId: string): boolean {
  const may = useMay()
  const query = { directory: directoryId, has_limit: 'true', limit: 1 } as const
  const { data } = api.useQuery('get', '/v1/groups', { params: { query } }, { enabled: may('directory:read') })
  return (data?.items.length ?? 0) > 0
}
