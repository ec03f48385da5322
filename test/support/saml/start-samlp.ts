import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { TestTeam } from '../test-server.ts'
import type { Visit, Visitor } from '../visitor.ts'

/** A real SAML identity provider that runs beside the test. */
export type RunningSamlp = {
  url: string
  /** Makes a service known to it, as its admin would from the metadata. */
  trust: (connection: SamlConnection, how?: Record<string, unknown>) => Promise<void>
  stop: () => Promise<void>
}
export type SamlConnection = { id: string; acs_url: string; sp_entity_id: string; sp_certificate: string }

export async function startSamlp(): Promise<RunningSamlp> {
  const child = spawn(process.execPath, ['--no-deprecation', 'test/support/saml/samlp-server.ts'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { url } = JSON.parse(String(line))
  return {
    url,
    trust: async ({ sp_entity_id: entityId, acs_url: acsUrl, sp_certificate: certificate }, how = {}) => {
      const body = new URLSearchParams({ entityId, service: JSON.stringify({ entityId, acsUrl, certificate, ...how }) })
      const { ok } = await fetch(`${url}/trust`, { method: 'POST', body })
      if (!ok) throw new Error('the provider does not trust it')
    },
    stop: async () => {
      child.kill()
      await once(child, 'exit')
    },
  }
}

/** Signs somebody in there, from an address of ours to wherever it leads: every page on the way is a form, which a browser would send. */
export async function signInAtSamlp(visitor: Visitor, start: string, login: string): Promise<Visit> {
  let page = await visitor.visit(start)
  for (let steps = 0; steps < 6; steps++) {
    const [, action] = /<form method="post" action="([^"]*)"/.exec(page.text) ?? []
    const isOnTheWay = /name="(SAMLRequest|SAMLResponse)"/.test(page.text)
    if (action === undefined || !isOnTheWay) return page
    const fields = Object.fromEntries(
      [...page.text.matchAll(/<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, unescape(value)]),
    )
    page = await visitor.submit(new URL(unescape(action), page.url).href, 'login' in fields ? { ...fields, login } : fields)
  }
  throw new Error('forms without end')
}

const unescape = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')

/** Sets a connection with it up, as an admin would, to where people sign in through it. */
export async function connectSamlp(
  team: TestTeam,
  samlp: RunningSamlp,
  visitor: Visitor,
  how: Record<string, unknown> = {},
  metadata = '/metadata',
): Promise<SamlConnection> {
  const { body: made } = await team.api('POST', '/connections', { protocol: 'saml', name: 'Samlp', metadata_url: `${samlp.url}${metadata}` })
  await samlp.trust(made, how)
  const { body: begun } = await team.api('POST', `/connections/${made.id}/test`)
  const page = await signInAtSamlp(visitor, begun.url, 'ada.lovelace@acme.example')
  const { status, text } = await team.api('POST', `/connections/${made.id}/activate`)
  if (status !== 200) throw new Error(`${text} ${page.text}`)
  return made
}
