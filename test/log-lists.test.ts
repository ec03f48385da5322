import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { create, person, query } from './support/scim.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from './support/test-server.ts'

type Entry = { id: string; sequence: number; subject: { name: string }; at: string; outcome: string; summary: string; parts: object[] }

describe.each(databases)('the provisioning log by time, name and sequence, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  const noon = Date.parse('2026-11-01T12:00:00.000Z')
  let now = noon
  const hour = (count: number) => new Date(noon + count * 3_600_000).toISOString()

  // One user each hour, for ten hours; the last one twice, which is refused.
  const names = ['ada', 'adam', 'bo', 'Adèle', 'cy', 'di', 'ed', 'fay', '=gus', 'hal']
  beforeAll(async () => {
    server = await startTestServer(database, { clock: () => now })
    team = await server.addTeam({ ownerEmail: 'owner@acme.example' })
    for (const [place, name] of names.entries()) {
      now = noon + place * 3_600_000
      await create(team.directory, 'Users', person(name))
    }
    await team.directory.scim('POST', '/Users', person('hal'))
  })
  afterAll(() => server.stop())

  const list = async (asked: Record<string, string | number> = {}, of = team) => {
    const answer = await of.api('GET', `/provisioning_log${query(asked)}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.body as { items: Entry[]; next_cursor: string | null }
  }
  const walk = async (asked: Record<string, string | number>, limit: number) => {
    const items: Entry[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await list({ ...asked, limit, ...(cursor !== undefined && { cursor }) })
      items.push(...page.items)
      cursor = page.next_cursor
    }
    return items
  }
  const named = (items: readonly Entry[]) => items.map(({ subject }) => subject.name.replace('@acme.example', ''))

  test.each<[asked: Record<string, string>, found: string[], because: string]>([
    [{}, ['hal', 'hal', '=gus', 'fay', 'ed', 'di', 'cy', 'adèle', 'bo', 'adam', 'ada'], 'newest first'],
    [{ since: hour(8) }, ['hal', 'hal', '=gus'], 'from that moment on'],
    [{ until: hour(2) }, ['adam', 'ada'], 'before that moment'],
    [{ since: hour(3), until: hour(6) }, ['di', 'cy', 'adèle'], 'between, longer ago than a row may be late'],
    [{ since: '2026-11-01T16:00:00+01:00', until: hour(4) }, ['adèle'], 'in another zone of time'],
    [{ since: hour(30) }, [], 'nothing yet'],
    [{ until: hour(-30) }, [], 'nothing then'],
    [{ q: 'AD' }, ['adèle', 'adam', 'ada'], 'the beginning of a name, in any letter case'],
    [{ q: 'adè' }, ['adèle'], 'with an accent'],
    [{ q: 'ad', since: hour(1), until: hour(3) }, ['adam'], 'both'],
    [{ outcome: 'refused' }, ['hal'], 'what was refused'],
    [{ q: 'hal', outcome: 'refused' }, ['hal'], 'of a name'],
    [{ q: '_' }, [], 'a sign that a pattern would take for anything'],
  ])('%j finds %j: %s', async (asked, found, _because) => {
    expect(named((await list(asked)).items)).toEqual(found)
    expect(named(await walk(asked, 2))).toEqual(found)
    expect(named(await walk({ ...asked, after: 0 }, 2))).toEqual(found.toReversed())
  })

  test('after a sequence it tells what came since, oldest first, and nothing twice', async () => {
    const [, , third] = (await list({ after: 0 })).items
    expect(named((await list({ after: third?.sequence ?? 0, limit: 2 })).items)).toEqual(['adèle', 'cy'])
    const [newest] = (await list({ limit: 1 })).items
    expect(await list({ after: newest?.sequence ?? 0 })).toEqual({ items: [], next_cursor: null })
  })

  test('a cursor of one way is none of the other, nor of another filter, nor of another team', async () => {
    const { next_cursor } = await list({ limit: 1, q: 'ad' })
    const cursor = next_cursor ?? ''
    const stranger = await server.addTeam()
    for (const [of, asked] of [
      [team, { cursor }],
      [team, { cursor, q: 'ada' }],
      [team, { cursor, q: 'ad', after: 0 }],
      [team, { cursor, q: 'ad', since: hour(0) }],
      [stranger, { cursor, q: 'ad' }],
    ] as const)
      expect((await of.api('GET', `/provisioning_log${query({ limit: 1, ...asked })}`)).body.code).toBe('cursor-invalid')
    expect((await list({ after: 0 }, stranger)).items).toEqual([])
  })

  test('each entry is told by codes too', async () => {
    const [refused, created] = (await list()).items
    expect(refused?.parts).toEqual([
      {
        code: 'refused',
        operation: 'create_user',
        subject: 'hal@acme.example',
        problem: expect.any(String),
        detail: expect.stringContaining('already taken'),
      },
    ])
    expect(created?.parts).toEqual([
      { code: 'user.created', name: 'hal@acme.example' },
      { code: 'member.created', email: 'hal@acme.example', is_in: true },
    ])
  })

  describe('exported', () => {
    const exported = async (asked: Record<string, string>) => team.api('GET', `/provisioning_log/export${query(asked)}`)

    test('as lines of JSON it is what the list tells, in its order', async () => {
      const answer = await exported({ format: 'jsonl', q: 'ad' })
      expect(answer.headers.get('content-type')).toBe('application/jsonl; charset=utf-8')
      const lines = answer.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
      expect(lines).toEqual((await list({ q: 'ad' })).items)
    })

    test('as CSV it has a line each, and nothing that a spreadsheet would run', async () => {
      const answer = await exported({ format: 'csv', since: hour(8), until: hour(9) })
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename="provisioning-log_team_\w+_from-20261101T200000Z_to-20261101T210000Z\.csv"$/,
      )
      const [head, line, ...rest] = answer.text.trimEnd().split('\r\n')
      expect(rest).toEqual([])
      expect(head).toMatch(/^sequence,at,request,/)
      expect(line).toContain(",'=gus@acme.example created;")
      expect(line).toContain(",'=gus@acme.example,")
    })

    test('that somebody did is told in the audit log', async () => {
      await exported({ format: 'csv', outcome: 'refused' })
      const [entry] = (await team.api('GET', '/audit_log?limit=1')).body.items
      expect(entry).toMatchObject({
        action: 'export_provisioning_log',
        summary: 'the provisioning log exported as csv, where outcome is refused',
        changes: [{ kind: 'provisioning_log.exported', format: 'csv', filter: { outcome: 'refused' } }],
      })
    })

    test('is refused to a page of others that has a browser ask', async () => {
      const { cookie } = await team.signIn()
      const answer = await ask('GET', `${server.url}/v1/provisioning_log/export`, undefined, { cookie, 'sec-fetch-site': 'cross-site' })
      expect(answer.body.code).toBe('cross-origin')
    })
  })
})
