import { useMutation } from '@tanstack/react-query'
import { client } from '../../../api/client.ts'
import { isLive, refreshDirectories, type DirectoryToken } from '../directories.ts'
import type { Made } from './made.ts'

/** Makes a token. One that is in use is replaced, and goes on for a day; those that nobody used end, since nobody may have them. */
export function useMakeToken(directoryId: string, tokens: readonly DirectoryToken[], onMade: (made: Made) => void) {
  const live = tokens.filter((token) => isLive(token))
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => makeToken(directoryId, live),
    onSuccess: ({ id, secret }) => {
      onMade({ tokenId: id, secret, isCopied: false })
      return refreshDirectories()
    },
  })
  return { make: () => mutate(), isPending, error }
}

async function makeToken(directory: string, live: readonly DirectoryToken[]): Promise<{ id: string; secret: string }> {
  const inUse = live.find(({ first_used_at: usedAt, replaced_by: replacedBy }) => usedAt !== null && replacedBy === null)
  const { data, error } = inUse
    ? await client.POST('/v1/directories/{directory}/tokens/{token}/rotate', { params: { path: { directory, token: inUse.id } }, body: {} })
    : await client.POST('/v1/directories/{directory}/tokens', { params: { path: { directory } }, body: { name: 'token' } })
  if (!data) throw error
  for (const { id } of live.filter(({ first_used_at: usedAt }) => usedAt === null)) {
    const ended = await client.DELETE('/v1/directories/{directory}/tokens/{token}', { params: { path: { directory, token: id } } })
    if (ended.error) throw ended.error
  }
  return data
}
