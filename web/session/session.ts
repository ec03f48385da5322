import { api } from '../api/client.ts'
import type { Answer } from '../api/answer.ts'

export type Session = Answer<'/v1/session'>

/** Who is signed in, by a session or by a set-up link. Read once, before any page is shown. */
export function useSession(): Session {
  return api.useSuspenseQuery('get', '/v1/session', {}, { staleTime: Infinity }).data
}

/** Whether whoever is signed in may do something, by the names of the API's permissions. */
export function useMay(): (permission: string) => boolean {
  const { permissions } = useSession()
  return (permission) => permissions.includes(permission)
}

/** Whether a set-up link opened the dashboard: its visitor is no member, and sees the set-up alone. */
export const isSetUp = (session: Session): session is Extract<Session, { setup_link: unknown }> => 'setup_link' in session
