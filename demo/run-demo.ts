import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { linkPath } from '../server/access/links.ts'
import { createApiKey } from '../server/access/api-keys.ts'
import { untilToldToStop } from '../server/cli/signals.ts'
import { readConfig, readText, type Config } from '../server/config.ts'
import { createDirectory } from '../server/directory/directories.ts'
import { createToken } from '../server/directory/tokens.ts'
import type { OperatorActor } from '../server/kernel/actor.ts'
import { startServer, type Server } from '../server/main.ts'
import { makeLoginLink } from '../server/members/sign-in.ts'
import { createTeamWithPeople } from '../server/provisioning/create-team.ts'
import { domain, groups, ownerEmail, people, teamDefault } from './company.ts'
import { liveOn, type Happening } from './company-life.ts'
import { SandboxIdp } from './sandbox-idp.ts'

/** What a script needs to use the demo. */
type Access = { url: string; scimBaseUrl: string; scimToken: string; apiBaseUrl: string; apiKey: string; teamId: string; signInUrl: string }

/** Starts a server on a fresh folder, lets a sandbox identity provider bring a company over HTTP, and goes on until it is told to stop. */
export async function runDemo({ port, still, json }: { port: string; still: boolean; json: boolean }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'purser-demo-'))
  const say = json ? () => {} : console.log
  const stopped = new AbortController()
  const stopping = untilToldToStop().then(() => stopped.abort())
  try {
    const server = await startServer(configFor(folder, port))
    try {
      const access = await prepare(server)
      const idp = new SandboxIdp(access.scimBaseUrl, access.scimToken)
      say(`Purser runs at ${access.url}. A sandbox identity provider brings ${people.length} people and ${groups.length} groups over SCIM …`)
      const startedAt = performance.now()
      await idp.provisionCompany()
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      await setLimits(access, idp)
      if (json) console.log(JSON.stringify(access))
      else say(welcome(access, idp, seconds, still))
      if (!still) await liveOn(idp, (happening) => tellStory(access, happening, say), stopped.signal)
      await stopping
    } finally {
      await server.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Of the settings around it the demo takes one, how many sign-ins are tried: all else is its own. */
function configFor(folder: string, port: string): Config {
  const rate = readText('PURSER_SIGN_IN_RATE')
  const flags = { PURSER_DATA_DIR: folder, PURSER_PORT: port, PURSER_LOG_LEVEL: 'error', ...(rate !== undefined && { PURSER_SIGN_IN_RATE: rate }) }
  return readConfig(flags, {})
}

/** A team with a domain and an owner, a directory, a token for the identity provider, a key for programs. */
async function prepare({ url, db, environment }: Server): Promise<Access> {
  const teamId = environment.newId('team')
  const by = (): OperatorActor => ({
    kind: 'command_line',
    teamId,
    name: userInfo().username,
    requestId: environment.newId('req'),
    at: environment.now(),
  })
  await createTeamWithPeople(db, environment, by(), { name: 'Acme', currency: 'USD', domains: [domain], ownerEmail })
  const { directoryId } = await createDirectory(db, environment, by(), { name: 'Sandbox', provider: 'other' })
  const { secret: scimToken } = await createToken(db, environment, by(), { directoryId, name: 'sandbox', expiresAt: null })
  const { secret: apiKey } = await createApiKey(db, environment, by(), { name: 'demo', scopes: ['*'], expiresAt: null })
  const { secret } = await makeLoginLink(db, environment, by(), { isForDemo: true })
  const signInUrl = `${url}${linkPath(secret)}`
  return { url, scimBaseUrl: `${url}/scim/v2/${directoryId}`, scimToken, apiBaseUrl: `${url}/v1`, apiKey, teamId, signInUrl }
}

/** Sets the limits as a program would: over the API. */
async function setLimits(access: Access, idp: SandboxIdp): Promise<void> {
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

async function tellStory(access: Access, { dialect, story, person }: Happening, say: (line: string) => void): Promise<void> {
  const time = new Date().toTimeString().slice(0, 8)
  say(`${time}  ${dialect.padEnd(5)}  ${story}${person ? `: ${await limitInWords(access, `user_name:${person.email}`)}` : ''}`)
}

type EffectiveLimit = { status: string; currency: string; limit: { kind: string; amount?: string }; source: string; deciding: { name: string }[] }

async function limitInWords(access: Access, user: string): Promise<string> {
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

async function call({ apiBaseUrl, apiKey }: Access, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${apiBaseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`)
  return response.json()
}

function welcome({ scimBaseUrl, scimToken, apiBaseUrl, apiKey, signInUrl }: Access, idp: SandboxIdp, seconds: string, still: boolean): string {
  const [first] = idp.people.values()
  const email = people[1]?.email ?? ownerEmail
  return `The company is in, after ${seconds} s: everyone assigned is a member of the team, and their limits hold.

  SCIM base URL  ${scimBaseUrl}
  SCIM token     ${scimToken}
  API            ${apiBaseUrl}
  API key        ${apiKey}
  Sign in        ${signInUrl}

Try, in another terminal:

  What may somebody spend, and why?
    curl -s -H 'Authorization: Bearer ${apiKey}' '${apiBaseUrl}/users/email:${email}/effective_limit'

  Look somebody up, as an identity provider does:
    curl -s -G -H 'Authorization: Bearer ${scimToken}' '${scimBaseUrl}/Users' --data-urlencode 'filter=userName eq "${email}"'

  Unassign the first person, as Okta does, then ask for their limit again:
    curl -s -X PATCH -H 'Authorization: Bearer ${scimToken}' -H 'Content-Type: application/scim+json' '${scimBaseUrl}/Users/${first?.id ?? ''}' -d '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}'

  What did the identity provider ask, and what came of it?
    curl -s -H 'Authorization: Bearer ${apiKey}' '${apiBaseUrl}/provisioning_log?limit=5'

  What needs an admin's eye?
    curl -s -H 'Authorization: Bearer ${apiKey}' '${apiBaseUrl}/findings'

${still ? 'Nothing changes by itself (--still).' : 'The company lives on. What happens is told here:'} Ctrl-C ends the demo and removes its data.
`
}
