import type { Item } from '../../api/answer.ts'

export type Connection = Item<'/v1/connections'>
export type Domain = Item<'/v1/domains'>

/** What a team does until its people sign in, in this order. A domain may be proved at any time, DNS taking its own. */
export const ssoSteps = ['domain', 'connection', 'test', 'activate'] as const
export type SsoStep = (typeof ssoSteps)[number]

export type SsoState = {
  /** What is done, of the connection that is furthest. */
  done: Readonly<Record<SsoStep, boolean>>
  /** What to do next; undefined where all is done. */
  next: SsoStep | undefined
  /** The connection that is furthest; undefined where there is none. */
  connection: Connection | undefined
}

const order = ['active', 'tested', 'inactive', 'configured', 'draft'] as const satisfies readonly Connection['state'][]

/** How far a team is with single sign-on. Pure. */
export function judgeSso(connections: readonly Connection[], domains: readonly Pick<Domain, 'state'>[]): SsoState {
  const connection = connections.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state))[0]
  const state = connection?.state
  const done = {
    domain: domains.some((domain) => domain.state === 'verified'),
    connection: state !== undefined && state !== 'draft',
    test: state === 'tested' || state === 'active' || state === 'inactive',
    activate: state === 'active',
  }
  return { done, next: ssoSteps.find((step) => !done[step]), connection }
}
