import { useInfiniteQuery } from '@tanstack/react-query'
import type { AffectedMember, Impact } from '../api/limits.ts'

/** What a change would do, as far as it was read: the counts come with the first page of the people. */
export type Preview = {
  first: Impact | undefined
  rows: AffectedMember[]
  error: unknown
  isPending: boolean
  refetch: () => unknown
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => unknown
}

/** Asks what a change would do, each time anew. `key` says which change it is. */
export function usePreview(key: readonly unknown[], load: (cursor: string | undefined) => Promise<Impact>): Preview {
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['preview', ...key],
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined, // the first page has no cursor
    getNextPageParam: ({ users }) => users.next_cursor ?? undefined,
    gcTime: 0,
    staleTime: Infinity,
  })
  const rows = data?.pages.flatMap(({ users }) => users.items) ?? []
  return { first: data?.pages[0], rows, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage }
}
