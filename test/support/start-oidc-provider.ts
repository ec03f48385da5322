import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A real OpenID provider that runs beside the test. */
export type RunningProvider = {
  issuer: string
  register: (redirectUri: string) => Promise<{ clientId: string; clientSecret: string }>
  stop: () => Promise<void>
}

/** Starts `oidc-provider.ts` as a process, and waits until it listens. */
export async function startOidcProvider(): Promise<RunningProvider> {
  const child = spawn(process.execPath, ['test/support/oidc-provider.ts'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { issuer } = JSON.parse(String(line))
  return {
    issuer,
    register: async (redirectUri) => {
      const body = JSON.stringify({ redirect_uris: [redirectUri], client_name: 'Purser' })
      const answer = await fetch(`${issuer}/reg`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      const { client_id: clientId, client_secret: clientSecret } = JSON.parse(await answer.text())
      return { clientId, clientSecret }
    },
    stop: async () => {
      child.kill()
      await once(child, 'exit')
    },
  }
}
