import { operatorAt } from '../server/cli/session.ts'
import { createApiKey } from '../server/access/api-keys.ts'
import { linkPath } from '../server/access/links.ts'
import type { TeamId } from '../server/kernel/ids.ts'
import type { Server } from '../server/main.ts'
import { makeLoginLink } from '../server/members/sign-in.ts'
import { createTeamWithPeople } from '../server/provisioning/create-team.ts'
import { call, type ApiAccess } from './api.ts'
import { connect } from './connect.ts'
import type { Person } from './company.ts'
import type { SandboxOidc } from './sandbox-oidc.ts'

/** A name under .test, which nobody can register: the demo's DNS lets it prove itself. */
const secondDomain = 'globex.test'
const secondOwner = `hana.globex@${secondDomain}`

/** A company that is not connected yet: it has a team and an owner, and nothing else. */
export type SecondTeam = ApiAccess & Pick<Server, 'db' | 'environment'> & { url: string; teamId: TeamId; signInUrl: string }

export async function addSecondTeam({ url, db, environment }: Server): Promise<SecondTeam> {
  const teamId = environment.newId('team')
  const by = () => operatorAt(environment)(teamId)
  await createTeamWithPeople(db, environment, by(), { name: 'Globex', currency: 'EUR', domains: [], ownerEmail: secondOwner })
  const { secret: apiKey } = await createApiKey(db, environment, by(), { name: 'demo', scopes: ['*'], expiresAt: null })
  const { secret } = await makeLoginLink(db, environment, by(), { isForDemo: true })
  return { db, environment, url, teamId, apiBaseUrl: `${url}/v1`, apiKey, signInUrl: `${url}${linkPath(secret)}` }
}

/** What a script is told of it. */
export const accessOf = ({ teamId, apiKey, signInUrl }: SecondTeam) => ({ secondTeamId: teamId, secondApiKey: apiKey, secondSignInUrl: signInUrl })

/** Does for it what its admin would: a domain that is proved, and single sign-on that was tested. Does it once. */
export async function connectSecond(team: SecondTeam, sso: SandboxOidc): Promise<void> {
  const missing = ((await call(team, 'GET', '/prerequisites')) as { id: string; met: boolean }[]).filter(({ met }) => !met).map(({ id }) => id) // the API's own answer
  if (missing.includes('domain')) {
    const { id } = (await call(team, 'POST', '/domains', { domain: secondDomain })) as { id: string } // as above
    await call(team, 'POST', `/domains/${id}/verify`)
  }
  if (!missing.includes('sso')) return
  const { items } = (await call(team, 'GET', '/connections')) as { items: { id: string; state: string }[] } // as above
  const before = items.find(({ state }) => state === 'inactive')
  if (before) await call(team, 'POST', `/connections/${before.id}/activate`)
  else await connect(team, sso, secondOwner)
}

/** Somebody at the second company. */
export function colleague(name: string, domain = secondDomain): Person {
  const givenName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  return {
    key: `00g-${name}`,
    givenName,
    familyName: 'Globex',
    email: `${name}.globex@${domain}`,
    title: 'Colleague',
    department: 'Globex',
    groups: [],
  }
}
