import type { Connection } from './connections.ts'

/** A connection begins as a draft, is configured once nothing is missing, tested once somebody came back from it, and active while people sign in through it. */
export type ConnectionState = Connection['state']

/** What may happen to a connection. */
export type ConnectionStep =
  /** Nothing that signing in needs is missing any more. */
  | 'complete'
  /** Something that signing in needs is missing. */
  | 'lack'
  /** What the test proved is another: the issuer, the client id, the entity id. */
  | 'replace'
  | 'pass_test'
  | 'activate'
  | 'deactivate'

export const connectionStates = ['draft', 'configured', 'tested', 'active', 'inactive'] as const satisfies readonly ConnectionState[]

/** What each step makes of each state; undefined where it may not be taken. */
const transitions: Readonly<Record<ConnectionStep, Readonly<Partial<Record<ConnectionState, ConnectionState>>>>> = {
  complete: { draft: 'configured', configured: 'configured', tested: 'tested', active: 'active', inactive: 'inactive' },
  lack: { draft: 'draft', configured: 'draft', tested: 'tested', active: 'active', inactive: 'inactive' },
  // People sign in through an active one: its successor is made beside it, and both work until all have moved.
  replace: { draft: 'draft', configured: 'draft', tested: 'draft', inactive: 'draft' },
  // A test of one that works already tells how it works, and changes nothing.
  pass_test: { configured: 'tested', tested: 'tested', active: 'active', inactive: 'inactive' },
  activate: { tested: 'active', active: 'active', inactive: 'active' },
  deactivate: { active: 'inactive', inactive: 'inactive' },
}

/** The state after a step; undefined where the state forbids it. */
export const stateAfter = (state: ConnectionState, step: ConnectionStep): ConnectionState | undefined => transitions[step][state]
