import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { maxBodyBytes, maxBodyDepth, maxFilterDepth, maxFilterLength, maxFilterTerms, maxKeyLength } from '../../scim/bounds.ts'
import { maxMembers, maxOperations, maxPageSize, maxTextLength, maxValues } from '../../scim/bounds.ts'
import { profiles } from '../../scim/providers/index.ts'
import { providers } from '../../server/directory/directories.ts'

const root = new URL('../../', import.meta.url)
const here = new URL('./', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, here), 'utf8')
const files = readdirSync(here).filter((name) => name.endsWith('.md'))
const guides = files.filter((name) => name !== 'README.md').map((file) => ({ file, ...parseGuide(read(file)) }))

const sections = [
  'Sign in with SAML',
  'Sign in with OpenID Connect',
  'Before you begin',
  'Connect',
  'Send users',
  'Send groups',
  'Attributes',
  'Check that it works',
  'What this provider does differently',
  'When it does not work',
]
/** What the dashboard has a live value for. */
const ofConnection = ['{{acs_url}}', '{{sp_entity_id}}', '{{sp_metadata_url}}', '{{redirect_uri}}', '{{connection_id}}', '{{sign_in_url}}']
const ofDirectory = ['{{scim_base_url}}', '{{scim_token}}', '{{team_name}}', '{{directory_id}}']
const placeholders = ofConnection.concat(ofDirectory)

/** What the provider's console calls things, as its documents have it: of SAML, and of OpenID Connect. Where they say nothing, the guide says what to look for. */
const menuNames: Record<string, { saml: string[]; oidc: string[] }> = {
  okta: {
    saml: [
      'Applications → Applications → Create App Integration',
      'Single sign-on URL',
      'Audience URI',
      'Name ID format',
      'Actions → View IdP metadata',
    ],
    oidc: ['OIDC - OpenID Connect', 'Web Application', 'Sign-in redirect URIs'],
  },
  entra: {
    saml: ['Identifier', 'Reply URL', 'Attributes & Claims', 'App Federation Metadata URL', 'Users and groups'],
    oidc: ['App registrations → New registration', 'Certificates & secrets → New client secret', 'Value', 'Token configuration', 'Endpoints'],
  },
  google: {
    saml: ['Apps → Web and mobile apps → Add app → Add custom SAML app', 'ACS URL', 'Entity ID', 'Name ID', 'User access'],
    oidc: ['Google Auth Platform', 'Audience', 'Internal', 'Clients', 'Web application'],
  },
  onelogin: {
    saml: ['Audience', 'Recipient', 'Include in SAML assertion', 'SAML Custom Connector (Advanced)', 'More Actions → SAML Metadata'],
    oidc: ['OpenId Connect (OIDC)', 'Redirect URIs', 'SSO'],
  },
  jumpcloud: {
    saml: ['Custom SAML App', 'SP Entity ID', 'ACS URL', 'Sign Assertion', 'Declare Redirect Endpoint', 'Export Metadata'],
    oidc: ['Access → SSO Applications', 'Custom OIDC App', 'Redirect URI'],
  },
  pingone: {
    saml: ['Connections → Applications', 'SAML Application', 'ACS URLs', 'Entity ID', 'Attribute Mappings', 'IdP Metadata URL'],
    oidc: ['OIDC Web App', 'Redirect URIs', 'Issuer ID'],
  },
  pingfederate: { saml: ['Applications → SP Connections → Create', 'Attribute Contract'], oidc: [] },
  rippling: { saml: ['Single Sign-On (SAML)', 'Settings → SAML Attributes', 'Advanced SAML Settings'], oidc: [] },
  cyberark: { saml: ['Web Apps → Add Web Apps → Custom → SAML', 'SP Entity ID', 'ACS URL', 'Both', 'Permissions → Add'], oidc: [] },
  keycloak: {
    saml: ['Clients → Create client', 'Client ID', 'Valid redirect URIs', 'Master SAML Processing URL', 'Sign assertions', 'SAML 2.0 IdP Metadata'],
    oidc: ['Clients → Create client', 'Client authentication', 'Credentials'],
  },
  authentik: {
    saml: ['Applications → Applications → New Application', 'Backchannel Providers'],
    oidc: ['Applications → Applications → New Application'],
  },
  other: { saml: [], oidc: [] },
}
const values = {
  saml: ['{{acs_url}}', '{{sp_entity_id}}', '{{connection_id}}', '{{sign_in_url}}'],
  oidc: ['{{redirect_uri}}'],
}
const inSection = (body: string, section: string): string => body.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? ''
const placeholdersIn = (text: string) => [...new Set(text.match(/\{\{.*?\}\}/g))]

/** The front matter is the part of YAML that a line a key needs: plain texts, and single quotes around what would not be plain. */
function parseGuide(text: string): { facts: Map<string, string | null>; body: string } {
  const [, front = '', body = ''] = /^---\n(.*?\n)---\n(.*)$/s.exec(text) ?? []
  return { facts: new Map(front.trimEnd().split('\n').map(parseFact)), body }
}

function parseFact(line: string): [key: string, value: string | null] {
  const [, key = '', value = ''] = /^([a-z_]+): (.+)$/.exec(line) ?? []
  const [, quoted] = /^'((?:[^']|'')*)'$/.exec(value) ?? []
  if (quoted !== undefined) return [key, quoted.replaceAll("''", "'")]
  expect(value, `"${line}" is a plain text, or needs quotes`).toMatch(/^(?!.*(?:: | #|:$))[A-Za-z0-9]/)
  return [key, value === 'null' ? null : value]
}

test('every provider that a directory may have has a guide, and nothing else has', () => {
  expect(guides.map(({ file }) => file).toSorted()).toEqual(providers.map((provider) => `${provider}.md`).toSorted())
})

describe.each(guides)('$file', ({ file, facts, body }) => {
  test('says of which provider it is, as its profile does', () => {
    const provider = file.replace('.md', '')
    expect(facts.get('provider')).toBe(provider)
    expect(facts.get('name')).toMatch(/\S/)
    expect(facts.get('rhythm')).toMatch(/^[A-Z].*\.$|^authentik .*\.$/)
    expect(body.trimStart().split('\n', 1)).toEqual([`# ${facts.get('name')}`])
    const profile = profiles.find((known) => known.provider === provider)
    if (!profile) return
    expect(facts.get('name')).toBe(profile.name)
    expect(facts.get('rhythm')).toBe(profile.rhythm.inWords)
    for (const name of [profile.menuNames.baseUrl, profile.menuNames.groups ?? '']) expect(body.toLowerCase()).toContain(name.toLowerCase())
  })

  test('has the sections of all, in their order, none of them empty', () => {
    const parts = body.split(/^## /m).slice(1)
    expect(parts.map((part) => part.split('\n', 1)[0])).toEqual(sections)
    for (const part of parts) expect(part.split('\n').slice(1).join('\n')).toMatch(/\S/)
    expect(parts[sections.indexOf('Attributes')]).toMatch(/^\| .*\| SCIM attribute +\|$/m)
    expect(parts[sections.indexOf('Check that it works')]).toContain('provisioning log')
    expect(parts[sections.indexOf('When it does not work')]).toMatch(/^\| You see +\| Why +\| What to do +\|$/m)
  })

  test('holds the placeholders that are known, and no others', () => {
    const held = placeholdersIn(body)
    expect(placeholders).toEqual(expect.arrayContaining(held))
    expect(held).toEqual(expect.arrayContaining(['{{scim_base_url}}', '{{scim_token}}', '{{directory_id}}']))
  })

  test('says how people sign in by each protocol, by the names of the console and with the values of a connection', () => {
    const provider = file.replace('.md', '')
    const parts = { saml: inSection(body, 'Sign in with SAML'), oidc: inSection(body, 'Sign in with OpenID Connect') }
    for (const protocol of ['saml', 'oidc'] as const) {
      const text = parts[protocol].replaceAll(/\s+/g, ' ')
      for (const name of menuNames[provider]?.[protocol] ?? ['a row in the table of menu names']) expect(text, protocol).toContain(`_${name}_`)
      for (const value of values[protocol]) expect(text, protocol).toContain(value)
      const others = values[protocol === 'saml' ? 'oidc' : 'saml'].filter((value) => !value.includes('connection_id') && !value.includes('sign_in'))
      for (const value of others) expect(text, `${protocol} has nothing of the other`).not.toContain(value)
    }
    // Test before activating: what is activated without is refused.
    for (const text of Object.values(parts).filter((each) => each.includes('POST /v1/connections')))
      expect(text.indexOf('/test`')).toBeLessThan(text.indexOf('/activate`'))
  })

  test('links to pages that exist', () => {
    const links = [...body.matchAll(/\]\(([^)#]+)/g)].flatMap(([, link = '']) => (link.includes('://') ? [] : [link]))
    expect(links.filter((link) => !existsSync(new URL(link, here)))).toEqual([])
  })
})

/** What the provisioning log says stands in tables of this section, in the language of the page. */
const tellsTheLog = /^(?:Check that it works|Vérifier que tout fonctionne)\n/
const codeIn = (text: string): string[] =>
  (text.match(/`[^`]+`|^ {4,}(?:npx|curl|[a-z_]+=|\{).*$/gm) ?? []).map((code) => code.trim().replaceAll(/\s+/g, ' ')).toSorted()

/** What must be the same in every language: what is typed and copied, steps, points and rows. */
const skeletonOf = (section: string) => ({
  code: codeIn(tellsTheLog.test(section) ? section.replaceAll(/^\|.*$/gm, '') : section),
  placeholders: (section.match(/\{\{\w+\}\}/g) ?? []).toSorted(),
  steps: section.match(/^ *\d+\. /gm)?.length ?? 0,
  points: section.match(/^ *- /gm)?.length ?? 0,
  rows: (section.match(/^ *\|.*\|$/gm) ?? []).map((row) => row.replaceAll('\\|', '').split('|').length),
})

describe.each(guides)('fr/$file', ({ file, facts, body }) => {
  const french = parseGuide(read(`fr/${file}`))

  test('is of the same provider, and tells its rhythm', () => {
    expect([...french.facts.keys()]).toEqual(['provider', 'name', 'rhythm'])
    expect(french.facts.get('provider')).toBe(facts.get('provider'))
    expect(french.facts.get('name')).toBe(file === 'other.md' ? 'Tout autre client SCIM 2.0' : facts.get('name'))
    expect(french.facts.get('rhythm')).toMatch(/\.$/)
    expect(french.body.trimStart().split('\n', 1)).toEqual([`# ${french.facts.get('name')}`])
  })

  test('says, section by section, what the English one says', () => {
    const [before, ...parts] = french.body.split(/^## /m)
    const [englishBefore, ...englishParts] = body.split(/^## /m)
    expect(skeletonOf(before ?? '')).toEqual(skeletonOf(englishBefore ?? ''))
    expect(parts).toHaveLength(sections.length)
    for (const [place, part] of parts.entries()) expect(skeletonOf(part), sections[place]).toEqual(skeletonOf(englishParts[place] ?? ''))
  })

  test('calls menus and fields what the console does in English', () => {
    for (const { saml, oidc } of [menuNames[file.replace('.md', '')] ?? { saml: ['a row in the table of menu names'], oidc: [] }]) {
      const text = french.body.replaceAll(/\s+/g, ' ')
      for (const name of [...saml, ...oidc]) expect(text).toContain(`_${name}_`)
    }
  })

  test('links to pages that exist', () => {
    const links = [...french.body.matchAll(/\]\(([^)#]+)/g)].flatMap(([, link = '']) => (link.includes('://') ? [] : [link]))
    expect(links.filter((link) => !existsSync(new URL(`fr/${link}`, here)))).toEqual([])
  })
})

const keys = ['provider', 'name', 'rhythm', 'dialect_last_passed']
const isReplayed = ({ facts }: (typeof guides)[number]) => facts.get('dialect_last_passed') !== null

test.each(guides.filter(isReplayed))('$file says when its dialect last passed, and where its requests stand', ({ facts }) => {
  const note = facts.get('dialect_note')
  expect([...facts.keys()]).toEqual([...keys, 'dialect_test', ...(note === undefined ? [] : ['dialect_note'])])
  expect(note ?? 'Nothing is missing.').toMatch(/^[A-Z].*\.$/)
  const day = facts.get('dialect_last_passed')
  expect(new Date(`${day}T00:00:00Z`).toISOString()).toBe(`${day}T00:00:00.000Z`)
  const path = facts.get('dialect_test') ?? ''
  expect(path).toMatch(/^test\/recordings\/\w+\.ts$/) // all of which test/recordings.test.ts replays
  expect(existsSync(new URL(path, root))).toBe(true)
  expect(readFileSync(new URL(path, root), 'utf8')).toMatch(new RegExp(`client: '${facts.get('provider')}`, 'i'))
})

test.each(guides.filter((guide) => !isReplayed(guide)))('$file says why no test replays its dialect', ({ facts }) => {
  expect([...facts.keys()]).toEqual([...keys, 'dialect_note'])
  expect(facts.get('dialect_note')).toMatch(/^[A-Z].*\.$/)
})

test('README.md names every guide and every placeholder', () => {
  const readme = read('README.md')
  const linked = [...readme.matchAll(/\]\((\w+\.md)\)/g)].flatMap(([, file = '']) => [file])
  expect(linked.toSorted()).toEqual(guides.map(({ file }) => file).toSorted())
  expect(placeholdersIn(readme)).toEqual(placeholders)
})

test('the limits that other.md tells are those of the code', () => {
  const number = (value: number) => value.toLocaleString('en-US')
  const told = [...read('other.md').matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)].map(([, what = '', most = '']) => [what.trim(), most.trim()])
  expect(Object.fromEntries(told)).toMatchObject({
    'Resources of a page, also without `count`': number(maxPageSize),
    'A body': `${maxBodyBytes / 1024 / 1024} MiB, nested ${maxBodyDepth} deep`,
    'Members named by a request': number(maxMembers),
    'Operations of a PATCH': number(maxOperations),
    'Values of an attribute': number(maxValues),
    'A text; a name, address or `externalId`': `${number(maxTextLength)} characters; ${maxKeyLength}`,
    'A filter': `${number(maxFilterLength)} characters, ${maxFilterDepth} brackets deep, ${maxFilterTerms} comparisons`,
  })
})
