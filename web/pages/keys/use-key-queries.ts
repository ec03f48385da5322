import { useQueryClient } from '@tanstack/react-query'

/** Has the lists of keys asked anew. */
export function useKeysChanged(): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await Promise.all(['/v1/api_keys', '/v1/my/api_keys'].map((path) => queries.invalidateQueries({ queryKey: ['get', path] })))
  }
}
