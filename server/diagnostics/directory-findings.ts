import type { DirectoryId, RequestId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Finding } from './findings.ts'

export type DirectoryFacts = {
  directoryId: DirectoryId
  name: string
  status: 'active' | 'paused' | 'detached' | 'deleted'
  statusSince: Timestamp | null
  statusRequest: RequestId | null
}

/** That somebody presented a token of a directory that ended: first and last of what the log still has. */
export type DeadCalls = { firstAt: Timestamp; lastAt: Timestamp; lastRequest: RequestId }

/** What is to be said of directories themselves. Pure: the same facts give the same findings. */
export function findOfDirectories(directories: readonly DirectoryFacts[], deadCalls: ReadonlyMap<DirectoryId, DeadCalls>): Finding[] {
  return directories.flatMap((directory) => [...findPaused(directory), ...findCalled(directory, deadCalls.get(directory.directoryId))])
}

function findPaused({ directoryId, name, status, statusSince: since, statusRequest: request }: DirectoryFacts): Finding[] {
  if (status !== 'paused' || since === null || request === null) return []
  const detail = `The directory ${name} is paused since ${since}: nobody new comes in by it and no group changes, while who leaves is out. Resume it with POST /v1/directories/${directoryId}/resume, or: purser directory resume ${directoryId}. Then start a full synchronisation at the identity provider, since what it sent meanwhile was refused.`
  return [{ code: 'directory-paused', since, detail, evidence: [{ request, at: since }] }]
}

function findCalled({ name, status }: DirectoryFacts, calls: DeadCalls | undefined): Finding[] {
  if (!calls || (status !== 'detached' && status !== 'deleted')) return []
  const what = status === 'detached' ? 'which another one replaced' : 'which was deleted'
  const detail = `The identity provider of the directory ${name}, ${what}, still calls with its dead token, last ${calls.lastAt}. Nothing of that is applied. Turn provisioning off there, or give it the base URL and a token of a directory that lives.`
  return [{ code: 'ended-directory-called', since: calls.firstAt, detail, evidence: [{ request: calls.lastRequest, at: calls.lastAt }] }]
}
