import { useSuspenseQuery } from '@tanstack/react-query'
import type { Answer } from '../../api/answer.ts'
import { client } from '../../api/client.ts'

export type Team = Answer<'/v1/team'>
/** What is set, and the tag by which a change says which version it is of. */
export type Versioned<Value> = { value: Value; etag: string }

export async function readTeam(): Promise<Versioned<Team>> {
  const { data, error, response } = await client.GET('/v1/team')
  if (error) throw error as unknown as Error // a problem, which is what the page shows
  return { value: data, etag: response.headers.get('etag') ?? '' }
}

/** The team as it is set now, to be changed. */
export const useTeam = (): Versioned<Team> => useSuspenseQuery({ queryKey: ['get', '/v1/team', 'versioned'], queryFn: readTeam }).data

/** What of the team may be changed here, by its names in the API. */
export type TeamChange = Partial<Pick<Team, 'name' | 'nested_groups' | 'when_unset' | 'on_group_delete' | 'block_free' | 'event_ceiling'>>

/** What of a form differs from what is set. */
export function changeOf(set: Team, typed: Required<TeamChange>): TeamChange {
  const names = Object.keys(typed) as (keyof TeamChange)[] // of a literal of this type
  return Object.fromEntries(names.filter((name) => typed[name] !== set[name]).map((name) => [name, typed[name]]))
}
