import { describe, expect, test } from 'vitest'
import { databases, openTestDatabase } from '../../test/support/databases.ts'
import { realEnvironment } from '../kernel/environment.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import { write } from '../store/open.ts'
import { createTeam } from '../teams/teams.ts'
import { domainOf, isOwnAddress, vouchForDomain } from './domains.ts'

describe.each(databases)('domains, on %s', (database) => {
  test('a domain has one team, whatever its spelling, and only its own addresses are the team’s', async () => {
    const db = await openTestDatabase(database)
    const teams = [realEnvironment.newId('team'), realEnvironment.newId('team')] as const
    for (const teamId of teams) await write(db, (trx) => createTeam(trx, { teamId, name: 'T', currency: 'USD', at: toTimestamp(0) }))
    const vouch = (teamId: (typeof teams)[number], name: string) => write(db, (trx) => vouchForDomain(trx, teamId, name, toTimestamp(0)))
    expect(await vouch(teams[0], ' Bücher.Example. ')).toBe('xn--bcher-kva.example')
    await expect(vouch(teams[1], 'xn--bcher-kva.example')).rejects.toThrow('another team')
    expect(await isOwnAddress(db.read, teams[0], 'ada@BÜCHER.example')).toBe(true)
    expect(await isOwnAddress(db.read, teams[1], 'ada@bücher.example')).toBe(false)
    expect(await isOwnAddress(db.read, teams[0], 'ada@sub.bücher.example')).toBe(false)
    expect(await isOwnAddress(db.read, teams[0], 'ada@bücher.example.evil.test')).toBe(false)
  })

  test.each(['', 'localhost', 'co.uk', 'github.io', '127.0.0.1', 'a b.example', 'exa_mple.com', 'http://example.com', '@example.com'])(
    '%j is no domain that a team can have',
    async (name) => {
      const db = await openTestDatabase(database)
      const teamId = realEnvironment.newId('team')
      await write(db, (trx) => createTeam(trx, { teamId, name: 'T', currency: 'USD', at: toTimestamp(0) }))
      await expect(write(db, (trx) => vouchForDomain(trx, teamId, name, toTimestamp(0)))).rejects.toThrow(/domain|suffix/)
    },
  )
})

test('the domain of an address is what stands behind its last @', () => expect(domainOf('"a@b"@Example.COM')).toBe('example.com'))
