import type { Answer, Item } from '../../api/answer.ts'
import { queries } from '../../api/queries.ts'

export type Directory = Item<'/v1/directories'>
export type DirectoryToken = Item<'/v1/directories/{directory}/tokens'>
export type Group = Item<'/v1/groups'>
export type Health = Answer<'/v1/directories/{directory}/health'>

/** Reads again what a change of a directory, or a request of its provider, may have moved. */
export async function refreshDirectories(): Promise<void> {
  await Promise.all(
    ['/v1/directories', '/v1/directories/{directory}', '/v1/directories/{directory}/tokens', '/v1/directories/{directory}/health', '/v1/groups'].map(
      (path) => queries.invalidateQueries({ queryKey: ['get', path] }),
    ),
  )
}

/** Whether a token opens its directory at a moment. */
export const isLive = (
  { revoked_at: revokedAt, expires_at: expiresAt }: Pick<DirectoryToken, 'revoked_at' | 'expires_at'>,
  now = Date.now(),
): boolean => revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > now)
