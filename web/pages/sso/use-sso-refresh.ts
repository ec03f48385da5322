import { useQueryClient } from '@tanstack/react-query'

const touched = ['/v1/connections', '/v1/domains', '/v1/prerequisites', '/v1/setup_links', '/v1/team']

/** Asks anew for what a change of single sign-on may have moved. */
export function useSsoRefresh(): () => Promise<void> {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => touched.some((each) => String(path).startsWith(each)) })
}
