import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { call } from './api.ts'
import { cases, colleaguesOf } from './cases.ts'
import { pushTo } from './push.ts'
import type { SandboxOidc } from './sandbox-oidc.ts'
import { connectSecond, type SecondTeam } from './second-company.ts'
import { ToldIdp } from './told-idp.ts'

/** Where the second company's identity provider is told what to do. */
export type Cases = { url: string; stop: () => void }

/** What a case came to: the findings of the team as they are now, and the answers to what it asks. `see` is where the dashboard shows them. */
type Outcome = { case: string; finds: string | null; findings: string[]; see: string }

/**
 * Opens it on a port of its own on this machine: `GET /` lists what it can be told, `POST /connect` does what an admin does for single sign-on, `POST /push`
 * pushes people and groups to the base URL with the token that somebody made in the dashboard, and `POST /cases/<name>` takes away what was there and brings one case about. One after another: two at once would disturb each other.
 */
export async function openCases(team: SecondTeam, sso: SandboxOidc): Promise<Cases> {
  let turn: Promise<unknown> = Promise.resolve()
  let turns = 0
  const server = createServer((request, response) => {
    turn = turn
      .then(() => answer({ team, sso, turn: ++turns }, request, response))
      .catch((error: unknown) => send(response, 500, 'application/json', JSON.stringify({ error: String(error) })))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

type Sandbox = { team: SecondTeam; sso: SandboxOidc; turn: number }

async function answer({ team, sso, turn }: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url = '/' } = request
  const [, name = ''] = /^\/cases\/([a-z-]+)$/.exec(url) ?? []
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  if (method === 'GET' && url === '/') return send(response, 200, 'text/html; charset=utf-8', page(team))
  if (method === 'GET' && url === '/cases') return send(response, 200, 'application/json', JSON.stringify(listCases()))
  // A page elsewhere that somebody has open tells it nothing.
  const { origin, host } = request.headers
  if (origin !== undefined && origin !== `http://${host}`)
    return send(response, 403, 'application/json', JSON.stringify({ error: 'Only from its own page.' }))
  const isKnown = url === '/connect' || url === '/push' || Object.hasOwn(cases, name)
  if (method !== 'POST' || !isKnown)
    return send(response, 404, 'application/json', JSON.stringify({ error: 'No such case.', cases: Object.keys(cases) }))
  if (url === '/push') {
    const refused = await pushTo(team, await readBody(request), colleaguesOf(turn))
    if (refused !== undefined) return send(response, 422, 'application/json', JSON.stringify({ error: refused }))
  } else await connectSecond(team, sso)
  const outcome = await (Object.hasOwn(cases, name) ? bringAbout(team, name, turn) : toOutcome(team, url.slice(1), undefined))
  // Who pushes to a directory that they set up watches it arrive in the dashboard's own window.
  if (isForm) response.writeHead(303, { location: url === '/push' ? '/' : outcome.see }).end()
  else send(response, 200, 'application/json', JSON.stringify(outcome))
}

/** What a form or a script sends: a few short texts. */
async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const part of request) if (body.length < 10_000) body += String(part)
  return body
}

async function bringAbout(team: SecondTeam, name: string, turn: number): Promise<Outcome> {
  await takeAway(team)
  const people = colleaguesOf(turn)
  await cases[name]?.run(await ToldIdp.open(team), people, team)
  return toOutcome(team, name, cases[name]?.asks?.(people))
}

type Listed = { items: { id: string; group: string; protocol: string; state: string }[] }

/** What the case before left goes: its limits, while their groups are there, then its directories, and what was set up for it. */
async function takeAway(team: SecondTeam): Promise<void> {
  const list = async (path: string) => ((await call(team, 'GET', path)) as Listed).items // of the API's own answer what is asked for
  await call(team, 'PATCH', '/team', { on_group_delete: 'release' })
  for (const { group } of await list('/spend_limits?scope=group&state=active')) await call(team, 'DELETE', `/spend_limits/groups/${group}`)
  for (const { id, state } of await list('/spend_limits/orphaned')) if (state === 'frozen') await call(team, 'POST', `/spend_limits/${id}/release`)
  for (const { id, protocol } of await list('/connections')) if (protocol === 'saml') await call(team, 'DELETE', `/connections/${id}`)
  for (const { id } of await list('/directories')) await call(team, 'DELETE', `/directories/${id}`)
}

/** What an identity provider asked is in the log a moment later: so many times at most it is looked whether the finding is there. */
const looks = 20
const betweenMs = 250

async function toOutcome(team: SecondTeam, name: string, asked: string | undefined): Promise<Outcome> {
  const finds = cases[name]?.finds ?? null
  const query = asked === undefined ? '' : `?q=${encodeURIComponent(asked)}`
  const codesAt = async (path: string) => ((await call(team, 'GET', path)) as { items: { code: string }[] }).items.map(({ code }) => code) // the API's own answer
  for (let look = 1; ; look++) {
    const findings = [...(await codesAt('/findings')), ...(query === '' ? [] : await codesAt(`/findings/search${query}`))]
    if (finds === null || findings.includes(finds) || look === looks) return { case: name, finds, findings, see: `${team.url}/diagnostics${query}` }
    await pause(betweenMs)
  }
}

const listCases = () => Object.entries(cases).map(([name, { does, finds }]) => ({ name, does, finds: finds ?? null }))

/** Nothing on it comes from outside. */
function page({ signInUrl, url }: SecondTeam): string {
  const rows = listCases().map(
    ({ name, does, finds }) =>
      `<tr><td><form method="post" action="/cases/${name}"><button>${name}</button></form></td><td>${does}</td><td>${finds ?? ''}</td></tr>`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Globex's identity provider</title>
<h1>Globex's identity provider</h1>
<p>Globex is a company that is not connected yet. <a href="${signInUrl}">Sign in there</a>, once: each button then leads to what <a href="${url}/diagnostics">its dashboard</a> says.</p>
<form method="post" action="/connect"><button>connect</button> sets up single sign-on and a domain, as an admin does.</form>
<form method="post" action="/push"><p>Set up a directory in the dashboard, and paste here what it gives you for its identity provider.
<p><label>SCIM URL <input name="base_url" size="70" required></label>
<p><label>Token <input name="token" size="50" required autocomplete="off"></label>
<button>push</button> sends three people and two groups there, one request after another: the dashboard shows each as it arrives.</form>
<table><caption>Each takes away what was there and brings one case about.</caption><tr><th>Case</th><th>What happens</th><th>The finding that names it</th></tr>${rows.join('')}</table></html>`
}

const send = (response: ServerResponse, status: number, type: string, body: string): void =>
  void response.writeHead(status, { 'content-type': type }).end(body)
