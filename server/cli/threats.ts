/** What `docs/security.md` prints as the threat model. Each threat names the tests that hold its defence; a test sees to it that they exist. */
export const assets = [
  'Who is in: members, their roles, and the sessions and keys that they act by.',
  'Who decides that: connections, verified domains, directories and their tokens.',
  'What a person may spend, and what was spent.',
  'Names and addresses of people, as their company’s directory has them.',
  'The audit log, as a witness.',
  'The secret key, and what it seals: client secrets and private keys.',
]

export const actors = [
  ['A stranger on the internet', 'has every address of this server and no credential'],
  ['A member', 'has a session, and wants more than their role gives'],
  ['An admin or owner of another team', 'has all rights there, an identity provider of their own, and wants to be somebody here'],
  ['A team’s identity provider', 'is believed about the team’s own domains, and about nobody else'],
  ['A customer’s IT admin', 'has a set-up link or the token of one directory'],
  ['A page in the victim’s browser', 'sends requests with the victim’s cookies'],
  ['Whoever reads a backup or a log', 'has what is stored, and not the secret key'],
  ['The operator', 'is trusted: they own the database and the key. The audit log shows what they do by Purser'],
] as const

export const boundaries = [
  'Between teams: every row begins with its team, and the team comes from the credential. Of another team’s things every answer is 404.',
  'Between the browser and `/v1`, `/sso`, `/link` and `/setup`: cookies are ours alone to send.',
  'Between an identity provider and us: its signed answers at `/sso`, its pushes at `/scim/v2`, each bound to one connection or one directory.',
  'Between us and addresses that others name: metadata, discovery, keys. Requests go to the public internet alone.',
  'Between the process and its database: what must be read again is sealed, what need not be is a hash.',
]

export type Threat = { threat: string; defence: string; tests: readonly string[] }

export const threats: Readonly<Record<string, readonly Threat[]>> = {
  SAML: [
    {
      threat: 'A signature that is of something else than what is read: wrapping, two assertions, two parsers, comments, entities, CDATA',
      defence: 'One list of checks, each with a code; the person is read from the bytes that the verifier returned, and from nothing else',
      tests: ['test/saml/corpus.test.ts', 'test/saml/mutations.test.ts'],
    },
    {
      threat: 'An answer that is old, used, for another service, or was never asked for',
      defence: 'Audience, recipient, destination, issuer, times and request must all be there and fit; a unique key takes each assertion once',
      tests: ['test/saml/corpus.test.ts', 'test/saml/sign-in.test.ts'],
    },
    {
      threat: 'Metadata that names several providers, none of our bindings, or an address inside the network',
      defence: 'One entity with a usable binding; requests go out under guard',
      tests: ['server/sso/saml/metadata.test.ts'],
    },
  ],
  'OpenID Connect': [
    {
      threat: 'An ID token that somebody else made, for another client, of another sign-in, or without a signature',
      defence: 'Signature by the issuer’s keys always, with algorithms from our list; issuer, audience, authorized party, nonce, times, `at_hash`',
      tests: ['server/sso/oidc/bad-answers.test.ts'],
    },
    {
      threat: 'An answer that is brought to another connection or by another browser, late, or twice (mix-up, login CSRF, replay)',
      defence: 'A redirect URI for each connection; PKCE; a state that is bound to browser and connection, ends after ten minutes and is used once',
      tests: ['server/sso/oidc/bad-answers.test.ts', 'test/browser-sign-in.test.ts'],
    },
    {
      threat: 'A provider for everybody, such as Entra’s of all tenants or Google’s personal accounts, vouches for an address (nOAuth)',
      defence: 'The tenant or Workspace must be the connection’s own; a person is known by subject and never by address',
      tests: ['server/sso/oidc/providers.test.ts', 'server/sso/oidc/bad-answers.test.ts'],
    },
    {
      threat: '`return_to` leads to another site',
      defence: 'It is a path of this server, or it is refused',
      tests: ['server/sso/oidc/bad-answers.test.ts'],
    },
  ],
  'Accounts and domains': [
    {
      threat: 'One team’s provider asserts an address of another team’s',
      defence: 'The address must lie in a domain verified for the connection’s team; one team has a domain, which the database decides',
      tests: ['test/who-gets-in.test.ts', 'server/sso/domains.test.ts'],
    },
    {
      threat: 'Somebody takes over a member by an address that was changed or given to somebody new',
      defence: 'Connection, issuer and subject are the key; another subject with a linked member’s address is refused until an admin unlinks',
      tests: ['test/who-gets-in.test.ts', 'server/sso/who-gets-in.test.ts'],
    },
    {
      threat: 'Whoever is out comes back by signing in',
      defence: 'Signing in revives nobody; where a directory leads, it makes nobody either',
      tests: ['test/who-gets-in.test.ts', 'test/admission.test.ts'],
    },
    {
      threat: 'A directory is set up for a company by somebody who is not of it',
      defence: 'The gate: the plan, a connection that passed a test sign-in, and a verified domain. Lost later, only what ends access is applied',
      tests: ['server/provisioning/gate.test.ts'],
    },
  ],
  'Sessions and browsers': [
    {
      threat: 'A session outlives the membership, the role or the device',
      defence:
        'The member is read at each request; deprovisioning ends sessions, links and personal keys in its own transaction; idle and longest life',
      tests: ['test/who-is-in.test.ts', 'test/sign-in.test.ts'],
    },
    {
      threat: 'Another site has the browser change something (CSRF)',
      defence: 'Lax `__Host-` cookies; a change by a cookie brings our own origin; JSON alone; nothing changes by GET',
      tests: ['server/http/origin.test.ts', 'test/sign-in.test.ts', 'test/setup-links.test.ts'],
    },
    {
      threat: 'A session id that the attacker knew before (fixation)',
      defence: 'Every sign-in makes a new one, and ends the one that the browser had',
      tests: ['test/who-gets-in.test.ts', 'test/setup-links.test.ts'],
    },
    {
      threat: 'A name from a directory runs as a script, is framed, or is a formula in an export',
      defence: 'All text is escaped; a policy with nonces and no script; no framing; cells that a spreadsheet would run are made text',
      tests: ['server/pages/pages.test.ts', 'test/security-headers.test.ts', 'test/audit.test.ts'],
    },
  ],
  'One-time and set-up links': [
    {
      threat: 'A mail scanner uses a link up, or a link leaks into a log',
      defence: 'Opening changes nothing; links are kept as hashes and redacted everywhere',
      tests: ['test/sign-in.test.ts', 'test/setup-links.test.ts', 'test/canary.test.ts'],
    },
    {
      threat: 'The first stranger becomes the owner of a new server',
      defence: 'There is no open page: a link on the console, 24 hours, used once, void once there is an owner',
      tests: ['test/first-run.test.ts'],
    },
    {
      threat: 'A set-up link does more than set up, or outlives its end',
      defence: 'The table below says what it opens; it is read at each request; it makes no other link, and nobody makes one beyond their own rights',
      tests: ['test/setup-links.test.ts', 'test/permissions.test.ts'],
    },
    {
      threat: 'Required single sign-on with a dead provider locks everybody out',
      defence: 'It is required only once whoever turns it on has signed in or tested; the operator’s login link opens',
      tests: ['test/require-sso.test.ts'],
    },
  ],
  'Tokens and keys': [
    {
      threat: 'A token is guessed, leaks from the database, or is used on another directory',
      defence: '190 random bits, kept as SHA-256; one directory and SCIM alone; wrong ones are throttled by address',
      tests: ['server/access/secrets.test.ts', 'test/tokens.test.ts', 'test/walk.test.ts', 'test/failed-authentication.test.ts'],
    },
    {
      threat: 'A key or a member climbs to more rights',
      defence: 'One table of permissions, and every route declares one; no key may do more than its maker; owners are made by owners',
      tests: ['test/permissions.test.ts', 'server/access/api-keys.test.ts', 'server/members/last-owner.test.ts'],
    },
    {
      threat: 'Secrets in logs, errors, audit entries or answers',
      defence: 'Redacted where anything is written, and looked for everywhere by canaries',
      tests: ['test/canary.test.ts', 'server/journal/redact.test.ts'],
    },
  ],
  'The network, the database, the witness': [
    {
      threat: 'An address that an admin names leads inwards: loopback, private networks, metadata of a cloud, a name that changes its meaning (SSRF)',
      defence: 'Each address is judged as it is dialled, redirects too; https and port 443; bounds of time and size; the operator alone allows more',
      tests: ['server/kernel/outgoing/outgoing.test.ts', 'server/sso/oidc/bad-answers.test.ts'],
    },
    {
      threat: 'Another team’s ids or cursors',
      defence: '404, in the words of what does not exist; cursors are sealed for their list',
      tests: ['test/tenancy.test.ts', 'test/walk.test.ts', 'server/kernel/cursors.test.ts'],
    },
    {
      threat: 'A stolen backup',
      defence: 'Client secrets and private keys are sealed by AES-256-GCM, bound to team and place; without the key the server does not start',
      tests: ['server/kernel/seal.test.ts', 'test/secret-key.test.ts'],
    },
    {
      threat: 'Somebody changes or removes what the audit log says',
      defence: 'The row is written with the change; the database refuses to alter it; a chain of hashes shows what is missing',
      tests: ['test/audit.test.ts'],
    },
    {
      threat: 'Huge or deep bodies, filters and pages make the server wait',
      defence: 'Bounds on each; lists run beside the requests, with a time limit',
      tests: ['test/bad-input.test.ts', 'scim/bad-input.test.ts', 'test/scans.test.ts'],
    },
  ],
}
