import { describe, expect, test } from 'vitest'
import { databases, openTestDatabase } from '../../test/support/databases.ts'
import type { OperatorActor } from '../kernel/actor.ts'
import { realEnvironment as environment } from '../kernel/environment.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import { write } from '../store/open.ts'
import { createTeam } from '../teams/teams.ts'
import { claimDomain, vouchForDomain } from './claim-domain.ts'
import { domainOf, isOwnAddress, requireNamedDomain } from './domains.ts'
import { parseDomain } from './domain-names.ts'

describe.each(databases)('domains, on %s', (database) => {
  test('a domain is verified for one team, whatever its spelling, and only its own addresses are the team’s', async () => {
    const db = await openTestDatabase(database)
    const addTeam = async (): Promise<OperatorActor> => {
      const teamId = environment.newId('team')
      await write(db, (trx) => createTeam(trx, { teamId, name: 'T', currency: 'USD', at: toTimestamp(0) }))
      return { kind: 'command_line', teamId, name: 'tester', requestId: environment.newId('req'), at: toTimestamp(0) }
    }
    const [one, other] = [await addTeam(), await addTeam()]
    expect(await vouchForDomain(db, environment, one, ' Bücher.Example. ')).toMatchObject({ domain: 'xn--bcher-kva.example', state: 'verified' })
    await expect(vouchForDomain(db, environment, other, 'xn--bcher-kva.example')).rejects.toThrow('another team')
    expect(await isOwnAddress(db.read, one.teamId, 'ada@BÜCHER.example')).toBe(true)
    expect(await isOwnAddress(db.read, other.teamId, 'ada@bücher.example')).toBe(false)
    expect(await isOwnAddress(db.read, one.teamId, 'ada@sub.bücher.example')).toBe(false)
    expect(await isOwnAddress(db.read, one.teamId, 'ada@bücher.example.evil.test')).toBe(false)
    const claimed = await claimDomain(db, environment, other, 'pending.example')
    expect(await isOwnAddress(db.read, other.teamId, 'ada@pending.example')).toBe(false) // a claim is not a proof
    expect(await requireNamedDomain(db.read, other.teamId, 'Pending.Example')).toEqual(claimed)
    await expect(requireNamedDomain(db.read, one.teamId, claimed.domainId)).rejects.toThrow('no domain')
  })
})

const refused: [name: string, code: string, because: string][] = [
  ['', 'domain-invalid', 'it names nothing'],
  ['localhost', 'domain-invalid', 'it has no dot'],
  ['127.0.0.1', 'domain-invalid', 'an address is no domain'],
  ['a b.example', 'domain-invalid', 'a blank is in no name'],
  ['exa_mple.com', 'domain-invalid', 'nor is an underscore'],
  ['http://example.com', 'domain-invalid', 'it is a URL'],
  ['@example.com', 'domain-invalid', 'it is half an address'],
  ['*.example.com', 'domain-invalid', 'a wildcard is no domain'],
  [`${'a'.repeat(64)}.example`, 'domain-invalid', 'a label has 63 signs at most'],
  [`${'a.'.repeat(120)}example`, 'domain-invalid', 'the label of the record does not fit before it'],
  ['co.uk', 'domain-public-suffix', 'anybody registers names under it'],
  ['com', 'domain-invalid', 'a top level is no domain'],
  ['github.io', 'domain-public-suffix', 'a service where anybody has a name'],
  ['GitHub.io.', 'domain-public-suffix', 'whatever its spelling'],
  ['gmail.com', 'domain-consumer', 'anybody has an address there'],
  ['GMAIL.com.', 'domain-consumer', 'whatever its spelling'],
  ['yahoo.co.jp', 'domain-consumer', 'in every country'],
  ['mail.outlook.com', 'domain-consumer', 'nor is a name below it anybody’s own'],
]
test.each(refused)('%j is refused by %s: %s', (name, code) => {
  expect(() => parseDomain(name)).toThrow(expect.objectContaining({ kind: expect.objectContaining({ code }) }))
})

test.each([
  ['acme.example', 'acme.example'],
  ['Sub.Acme.Example', 'sub.acme.example'],
  ['acme.github.io', 'acme.github.io'],
  ['faß.de', 'xn--fa-hia.de'],
  ['acme.test', 'acme.test'],
])('%j is the domain %s', (name, domain) => expect(parseDomain(name)).toBe(domain))

test('the domain of an address is what stands behind its last @', () => expect(domainOf('"a@b"@Example.COM')).toBe('example.com'))
