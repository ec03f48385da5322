import { admitPerson, noteFailedSignIn } from '../../server/sso/admit-person.ts'
import type { Assertion } from '../../server/sso/assertion.ts'
import { addConnection, type Connection } from '../../server/sso/connections.ts'
import type { Occasion } from '../../server/kernel/actor.ts'
import type { JsonObject } from '../../server/kernel/json.ts'
import { Refusal } from '../../server/kernel/refusal.ts'
import { write } from '../../server/store/open.ts'
import { ask, sessionLife, type Answer, type BareTeam, type TestServer } from './test-server.ts'

// Sign-ins from where a protocol hands them over: an assertion that it has verified. What comes before is tested with real identity providers.

export const issuer = 'https://idp.example'

/** A connection as it is once it was set up and tested. */
export function connect({ db, environment }: TestServer, team: BareTeam, more: Partial<Connection> = {}): Promise<Connection> {
  const wanted = { protocol: 'oidc', name: 'Okta', state: 'active', issuer, clientId: 'client', jit: true, letsOwnersIn: true, ...more } as const
  const connectionId = environment.newId('con')
  return write(db, (trx) => addConnection(trx, team.by(), { ...wanted, connectionId, settings: {}, attributeMapping: {} }))
}

/** What an identity provider says of `ada@acme.example`, whose subject is `sub-ada`, and so on. */
export const says = (name: string, more: Partial<Assertion> = {}): Assertion => ({
  issuer,
  subject: `sub-${name}`,
  email: `${name}@acme.example`,
  isUnverified: false,
  displayName: null,
  received: { sub: `sub-${name}`, email: `${name}@acme.example` },
  sessionEndsAt: null,
  ...more,
})

const occasionAt = ({ environment }: TestServer): Occasion => ({
  requestId: environment.newId('req'),
  at: environment.now(),
  http: { method: 'GET', path: '/sso/con/callback?code=very-secret', ip: '192.0.2.7', userAgent: 'test', elapsedMs: () => 1 },
})

export type SignedIn = { memberId: string; cookie: string; api: (method: string, path: string) => Promise<Answer> }

export async function signIn(server: TestServer, connection: Connection, assertion: Assertion, presented?: string): Promise<SignedIn> {
  const { db, environment, url } = server
  const { memberId, session } = await admitPerson(db, environment, occasionAt(server), sessionLife, connection, assertion, presented)
  const cookie = `purser_session=${session.secret}`
  return { memberId, cookie, api: (method, path) => ask(method, `${url}/v1${path}`, undefined, { cookie, origin: url }) }
}

/** The code by which a sign-in is refused, or `in`. */
export const codeOf = (signingIn: Promise<SignedIn>): Promise<string> =>
  signingIn.then(
    () => 'in',
    (error: unknown) => {
      if (error instanceof Refusal) return error.kind.code
      throw error
    },
  )

export const failSignIn = (server: TestServer, connection: Connection, refusal: Refusal, received: JsonObject | null): Promise<void> =>
  noteFailedSignIn(server.db, occasionAt(server), connection, refusal, received)
