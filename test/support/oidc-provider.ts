import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'

/**
 * A certified OpenID provider as a process of its own, `node test/support/oidc-provider.ts`, with none of our code inside. It prints its issuer, as a line of JSON, when it listens. Whoever
 * signs in types any name for themselves, an address, and any password; clients register themselves.
 */
async function serve(): Promise<void> {
  const { Provider } = await import('oidc-provider')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  const provider = new Provider(issuer, {
    features: { registration: { enabled: true }, devInteractions: { enabled: true } },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'given_name', 'family_name', 'groups'] },
    cookies: { keys: ['test'] },
    pkce: { required: () => true },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => {
        const [local = ''] = id.split('@')
        const [given = '', family = ''] = local.split('.').map((part) => `${part.slice(0, 1).toUpperCase()}${part.slice(1)}`)
        return {
          sub: id,
          ...(id.includes('@') && { email: id, email_verified: true }),
          name: `${given} ${family}`.trim(),
          given_name: given,
          family_name: family,
          groups: ['Everyone'],
        }
      },
    }),
    // Whoever signs in has consented.
    loadExistingGrant: async (context) => {
      const grant = new provider.Grant({ accountId: context.oidc.session!.accountId!, clientId: context.oidc.client!.clientId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => void answer(request, response))
  console.log(JSON.stringify({ issuer }))
  process.once('SIGTERM', () => process.exit(0))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await serve()
