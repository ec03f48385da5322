import { api } from '../api/client.ts'
import { WhyLimit } from './why-limit.tsx'

/** What whoever is signed in may spend, why, what of it is spent, and when it begins anew. Needs `session:own`, which everybody has. */
export function OwnLimit() {
  return <WhyLimit explanation={api.useSuspenseQuery('get', '/v1/session/limit').data} />
}
