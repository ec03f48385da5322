import { operatorAt } from '../server/cli/session.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { linkPath } from '../server/access/links.ts'
import { createApiKey } from '../server/access/api-keys.ts'
import { untilToldToStop } from '../server/cli/signals.ts'
import { readConfig, readText, type Config } from '../server/config.ts'
import { createToken } from '../server/directory/tokens.ts'
import { startServer, type Server } from '../server/main.ts'
import { makeLoginLink } from '../server/members/sign-in.ts'
import { realEnvironment } from '../server/kernel/environment.ts'
import { createDirectory } from '../server/provisioning/create-directory.ts'
import { createTeamWithPeople } from '../server/provisioning/create-team.ts'
import { call, type ApiAccess } from './api.ts'
import { openCases, type Cases } from './case-server.ts'
import { connect } from './connect.ts'
import { domain, groups, ownerEmail, people, teamDefault } from './company.ts'
import { liveOn, type Happening } from './company-life.ts'
import { almostDone, spendAtStart, useProduct } from './spending.ts'
import { accessOf, addSecondTeam } from './second-company.ts'
import { SandboxIdp } from './sandbox-idp.ts'
import { startSandboxOidc, type SandboxOidc } from './sandbox-oidc.ts'
import { proveTestDomains } from './test-domains.ts'

/** What a script needs to use the demo. */
export type DemoAccess = {
  url: string
  scimBaseUrl: string
  scimToken: string
  apiBaseUrl: string
  apiKey: string
  teamId: string
  signInUrl: string
  oidcConnectionId: string
  oidcRedirectUri: string
  samlConnectionId: string
  samlAcsUrl: string
  samlEntityId: string
  /** Where the second company's identity provider is told what to do. */
  casesUrl: string
  secondTeamId: string
  secondApiKey: string
  secondSignInUrl: string
}

/** Starts a server on a fresh folder, lets a sandbox identity provider bring a company over HTTP, and goes on until it is told to stop. */
export async function runDemo({ port, still, json }: { port: string; still: boolean; json: boolean }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'purser-demo-'))
  const say = json ? () => {} : console.log
  const stopped = new AbortController()
  const stopping = untilToldToStop().then(() => stopped.abort())
  let sso: SandboxOidc | undefined
  let cases: Cases | undefined
  try {
    sso = await startSandboxOidc()
    const environment = { ...realEnvironment, resolveTxt: proveTestDomains(() => server.db) }
    const server: Server = await startServer(configFor(folder, port), environment)
    try {
      const second = await addSecondTeam(server)
      cases = await openCases(second, sso)
      const access = { ...(await prepare(server, sso)), ...accessOf(second), casesUrl: cases.url }
      const idp = new SandboxIdp(access.scimBaseUrl, access.scimToken)
      say(`Purser runs at ${access.url}. A sandbox identity provider brings ${people.length} people and ${groups.length} groups over SCIM …`)
      const startedAt = performance.now()
      await idp.provisionCompany()
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      await setLimits(access, idp)
      await spendAtStart(access)
      if (json) console.log(JSON.stringify(access))
      else say(welcome(access, idp, seconds, still))
      if (!still)
        await liveOn(
          idp,
          { first: almostDone, use: (person) => useProduct(access, person) },
          (happening) => tellStory(access, happening, say),
          stopped.signal,
        )
      await stopping
    } finally {
      await server.stop()
    }
  } finally {
    cases?.stop()
    sso?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Of the settings around it the demo takes one, how many sign-ins are tried: all else is its own. */
function configFor(folder: string, port: string): Config {
  const rate = readText('PURSER_SIGN_IN_RATE')
  // Identity providers on this machine, of a visitor's or a script's own, may be asked and used over http.
  const allowed = { PURSER_OUTGOING_ALLOW: '127.0.0.0/8,::1' }
  const flags = {
    PURSER_DATA_DIR: folder,
    PURSER_PORT: port,
    PURSER_LOG_LEVEL: 'error',
    ...allowed,
    ...(rate !== undefined && { PURSER_SIGN_IN_RATE: rate }),
  }
  return readConfig(flags, {})
}

/** A team with a domain, an owner and single sign-on, a directory, a token for the identity provider, a key for programs. */
async function prepare(
  { url, db, environment }: Server,
  sso: SandboxOidc,
): Promise<Omit<DemoAccess, keyof ReturnType<typeof accessOf> | 'casesUrl'>> {
  const teamId = environment.newId('team')
  const by = () => operatorAt(environment)(teamId)
  await createTeamWithPeople(db, environment, by(), { name: 'Acme', currency: 'USD', domains: [domain], ownerEmail })
  const { secret: apiKey } = await createApiKey(db, environment, by(), { name: 'demo', scopes: ['*'], expiresAt: null })
  const connection = await connect({ apiBaseUrl: `${url}/v1`, apiKey }, sso, ownerEmail)
  const saml = await draftSaml({ apiBaseUrl: `${url}/v1`, apiKey })
  const { directoryId } = await createDirectory(db, environment, by(), { name: 'Sandbox', provider: 'other' }, url)
  const { secret: scimToken } = await createToken(db, environment, by(), { directoryId, name: 'sandbox', expiresAt: null })
  const { secret } = await makeLoginLink(db, environment, by(), { isForDemo: true })
  const signInUrl = `${url}${linkPath(secret)}`
  const scimBaseUrl = `${url}/scim/v2/${directoryId}`
  return {
    url,
    scimBaseUrl,
    scimToken,
    apiBaseUrl: `${url}/v1`,
    apiKey,
    teamId,
    signInUrl,
    oidcConnectionId: connection.id,
    oidcRedirectUri: connection.redirect_uri,
    samlConnectionId: saml.id,
    samlAcsUrl: saml.acs_url,
    samlEntityId: saml.sp_entity_id,
  }
}

/** A SAML connection that waits for the metadata of whatever provider a visitor or a script brings. */
const draftSaml = async (access: ApiAccess): Promise<SamlDraft> =>
  (await call(access, 'POST', '/connections', { protocol: 'saml', name: 'Your SAML provider' })) as SamlDraft // the API's own answer
type SamlDraft = { id: string; acs_url: string; sp_entity_id: string }

/** Sets the limits as a program would: over the API. */
async function setLimits(access: DemoAccess, idp: SandboxIdp): Promise<void> {
  await call(access, 'PUT', '/spend_limits/team_default', { kind: 'amount', amount: teamDefault })
  for (const { name, limit } of groups) {
    if (limit === undefined) continue
    await call(
      access,
      'PUT',
      `/spend_limits/groups/${idp.groupId(name)}`,
      limit === 'unlimited' ? { kind: 'unlimited' } : { kind: 'amount', amount: limit },
    )
  }
}

async function tellStory(access: DemoAccess, { dialect, story, person }: Happening, say: (line: string) => void): Promise<void> {
  const time = new Date().toTimeString().slice(0, 8)
  say(`${time}  ${dialect.padEnd(5)}  ${story}${person ? `: ${await limitInWords(access, `user_name:${person.email}`)}` : ''}`)
}

type EffectiveLimit = { status: string; currency: string; limit: { kind: string; amount?: string }; source: string; deciding: { name: string }[] }

async function limitInWords(access: DemoAccess, user: string): Promise<string> {
  const answer: unknown = await call(access, 'GET', `/users/${encodeURIComponent(user)}/effective_limit`)
  const { status, currency, limit, source, deciding } = answer as EffectiveLimit // the API's own answer
  if (status === 'deprovisioned') return 'out of the team, may spend nothing'
  const amount = limit.kind === 'unlimited' ? 'without limit' : `up to ${limit.amount} ${currency}`
  const because =
    source === 'group'
      ? `by the group ${deciding.map(({ name }) => name).join(' and ')}`
      : source === 'team_default'
        ? "by the team's default"
        : 'as nothing is set'
  return `may spend ${amount}, ${because}`
}

function welcome(
  { url, scimBaseUrl, scimToken, apiBaseUrl, apiKey, signInUrl, oidcConnectionId, casesUrl, secondSignInUrl }: DemoAccess,
  idp: SandboxIdp,
  seconds: string,
  still: boolean,
): string {
  const [first] = idp.people.values()
  const email = people[1]?.email ?? ownerEmail
  return `The company is in, after ${seconds} s: everyone assigned is a member of the team, and their limits hold.

  SCIM base URL  ${scimBaseUrl}
  SCIM token     ${scimToken}
  API            ${apiBaseUrl}
  API key        ${apiKey}
  Sign in by SSO ${url}/sso/${oidcConnectionId}/start

A second company, Globex, is not connected yet. Its identity provider does what it is told at ${casesUrl}: it pushes to a directory that you set up there, and brings about what goes wrong most often.

Try, in another terminal:

  What may somebody spend, and why?
    curl -s -H 'Authorization: Bearer ${apiKey}' '${apiBaseUrl}/users/email:${email}/effective_limit'

  Who is almost at the limit, and what does the product hear that asks for more?
    curl -s -H 'Authorization: Bearer ${apiKey}' '${apiBaseUrl}/users/email:${almostDone.email}/effective_limit'
    curl -s -X POST -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' '${apiBaseUrl}/authorizations' -d '{"user":"email:${almostDone.email}","amount":"2"}'

  May they spend, and what did the team spend?
    curl -s -X POST -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' '${apiBaseUrl}/authorizations' -d '{"user":"email:${email}","amount":"1000"}'
    curl -s -H 'Authorization: Bearer ${apiKey}' '${apiBaseUrl}/usage_events?limit=5'

  Look somebody up, as an identity provider does:
    curl -s -G -H 'Authorization: Bearer ${scimToken}' '${scimBaseUrl}/Users' --data-urlencode 'filter=userName eq "${email}"'

  Unassign the first person, as Okta does, then ask for their limit again:
    curl -s -X PATCH -H 'Authorization: Bearer ${scimToken}' -H 'Content-Type: application/scim+json' '${scimBaseUrl}/Users/${first?.id ?? ''}' -d '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}'

  What did the identity provider ask, and what came of it?
    curl -s -H 'Authorization: Bearer ${apiKey}' '${apiBaseUrl}/provisioning_log?limit=5'

  What needs an admin's eye?
    curl -s -H 'Authorization: Bearer ${apiKey}' '${apiBaseUrl}/findings'

  Dashboard            ${signInUrl}
  Dashboard of Globex  ${secondSignInUrl}

${still ? 'Nothing changes by itself (--still).' : 'The company lives on. What happens is told here:'} Ctrl-C ends the demo and removes its data.
`
}
