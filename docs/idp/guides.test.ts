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
  'Before you begin',
  'Connect',
  'Send users',
  'Send groups',
  'Attributes',
  'Check that it works',
  'What this provider does differently',
  'When it does not work',
]
const placeholders = ['{{scim_url}}', '{{scim_token}}', '{{team_name}}', '{{directory_id}}']
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
    expect(held).toEqual(expect.arrayContaining(['{{scim_url}}', '{{scim_token}}', '{{directory_id}}']))
  })

  test('links to pages that exist', () => {
    const links = [...body.matchAll(/\]\(([^)#]+)/g)].flatMap(([, link = '']) => (link.includes('://') ? [] : [link]))
    expect(links.filter((link) => !existsSync(new URL(link, here)))).toEqual([])
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
