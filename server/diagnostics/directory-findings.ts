import type { DirectoryId, RequestId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { placeOf, type DirectoryFacts } from './directory-facts.ts'
import { tell, type Finding } from './finding.ts'

/** That somebody presented a token of a directory that ended: first and last of what the log still has. */
export type DeadCalls = { firstAt: Timestamp; lastAt: Timestamp; lastRequest: RequestId }

/** What is to be said of directories themselves. Pure: the same facts give the same findings. */
export function findOfDirectories(directories: readonly DirectoryFacts[], deadCalls: ReadonlyMap<DirectoryId, DeadCalls>): Finding[] {
  return directories.flatMap((directory) => [...findPaused(directory), ...findCalled(directory, deadCalls.get(directory.directoryId))])
}

function findPaused(directory: DirectoryFacts): Finding[] {
  const { status, statusSince: since, statusRequest: request } = directory
  if (status !== 'paused' || since === null || request === null) return []
  return [tell('directory-paused', { ...placeOf(directory).of, pausedAt: since }, since, [{ request, at: since }])]
}

function findCalled(directory: DirectoryFacts, calls: DeadCalls | undefined): Finding[] {
  if (!calls || (directory.status !== 'detached' && directory.status !== 'deleted')) return []
  const { firstAt, lastAt, lastRequest: request } = calls
  const how = directory.status === 'detached' ? 'replaced' : 'deleted'
  return [tell('ended-directory-called', { ...placeOf(directory).of, how, lastAt }, firstAt, [{ request, at: lastAt }])]
}
