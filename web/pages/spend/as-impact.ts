import type { Impact } from '../../api/limits.ts'

/** What a dry run answered. Throws the problem for which the change itself would be refused. */
export function asImpact({ data, error }: { data?: unknown; error?: unknown }): Impact {
  if (error) throw error as Error // a problem, which is what the page shows
  return data as Impact // what a dry run answers
}
