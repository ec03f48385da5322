import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import type { paths } from '../../openapi.d.ts'
import type { Answer, Item } from './answer.ts'
import { client } from './client.ts'

/** The operations that answer a list in pages. */
type ListPath = { [Path in keyof paths]: Answer<Path> extends { items: unknown[]; next_cursor: string | null } ? Path : never }[keyof paths]

type ParametersOf<Path extends keyof paths> = paths[Path]['get'] extends { parameters: infer Parameters } ? Parameters : never
type QueryOf<Path extends keyof paths> = Omit<NonNullable<ParametersOf<Path> extends { query?: infer Query } ? Query : never>, 'cursor'>
type PathOf<Path extends keyof paths> = ParametersOf<Path> extends { path: infer InPath } ? InPath : undefined

export type List<Row> = { rows: Row[]; hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }

/** A list of the API as far as it was read, a page at a time. Waits and fails as the page around it does. */
export function useList<Path extends ListPath>(path: Path, query?: QueryOf<Path>, inPath?: PathOf<Path>): List<Item<Path>> {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useSuspenseInfiniteQuery({
    queryKey: ['get', path, query, inPath],
    queryFn: async ({ pageParam, signal }) => {
      const init = { params: { query: { ...query, cursor: pageParam }, path: inPath }, signal }
      const { data: page, error } = await get(path, init)
      if (error) throw error
      return page as { items: Item<Path>[]; next_cursor: string | null } // what this operation answers, by its own type
    },
    initialPageParam: undefined as string | undefined, // the first page has no cursor
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  return { rows: data.pages.flatMap(({ items }) => items), hasNextPage, isFetchingNextPage, fetchNextPage }
}

/** The client's GET for whatever operation: which one it is, its types cannot follow through a parameter. What is sent and answered is typed by `useList`. */
const get = client.GET as (path: string, init: object) => Promise<{ data?: unknown; error?: unknown }>
