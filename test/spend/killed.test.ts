import { describe, expect, onTestFinished, test } from 'vitest'
import { databases, makeDatabase } from '../support/databases.ts'
import { runPurser, servePurser } from '../support/processes.ts'
import { ask } from '../support/test-server.ts'

const micros = (amount: string) => Math.round(Number(amount) * 1_000_000)

describe.each(databases)('a server that is killed while it is spent, on %s', (database) => {
  test(
    'has every hold and settlement that it answered when it comes back, of the others all or nothing, and no sum that is not that of its entries',
    { timeout: 180_000 },
    async () => {
      const { url: databaseUrl, remove } = await makeDatabase(database)
      onTestFinished(remove)
      const env = { ...process.env, PURSER_DATABASE_URL: databaseUrl, PURSER_SECRET_KEY: 'A'.repeat(43), PURSER_LOG_LEVEL: 'error' }
      const run = async (...args: string[]) => JSON.parse((await runPurser([...args, '--json'], env)).stdout)
      await run('team', 'create', 'Acme', '--owner', 'ada@acme.example')
      const { key } = await run('key', 'create', '--name', 'product')
      const api = (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
        ask(method, `${server.url}/v1${path}`, body, {
          authorization: `Bearer ${key}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...more,
        })

      let server = await servePurser(env)
      onTestFinished(async () => void (await server.kill('SIGKILL')))
      const user = 'email:ada@acme.example'
      /** What each try was told: of a hold its id, of a settlement whether it was answered. */
      const tries: { name: string; id?: string; isSettled: boolean }[] = []
      const told = () => tries.filter(({ isSettled }) => isSettled).length
      const hold = (name: string) => api('POST', '/authorizations', { user, amount: '1', expires_in: 3600 }, { 'idempotency-key': `hold-${name}` })
      const settle = (name: string, id: string) =>
        api('POST', `/authorizations/${id}/settle`, { amount: '0.25' }, { 'idempotency-key': `settle-${name}` })
      const report = (name: string) =>
        api(
          'POST',
          '/usage_events',
          { specversion: '1.0', type: 'spend.usage.v1', source: 'gateway', id: name, subject: user, data: { cost: '0.5' } },
          { 'content-type': 'application/cloudevents+json' },
        )
      for (let round = 0; round < 3; round++) {
        let isDown = false
        const lane = async (number: number) => {
          for (let each = 0; !isDown; each++) {
            const one: (typeof tries)[number] = { name: `${round}-${number}-${each}`, isSettled: false }
            tries.push(one)
            const held = await hold(one.name).catch(() => undefined)
            if (held?.status !== 201) return
            one.id = held.body.id
            if ((await report(one.name).catch(() => undefined))?.status !== 200) return
            if ((await settle(one.name, held.body.id).catch(() => undefined))?.status !== 200) return
            one.isSettled = true
          }
        }
        const enough = told() + 20
        const running = Promise.all(Array.from({ length: 8 }, (_, number) => lane(number)))
        await expect.poll(told, { timeout: 60_000, interval: 5 }).toBeGreaterThan(enough)
        await server.kill('SIGKILL')
        isDown = true
        await running
        server = await servePurser(env)
      }
      const standing = async () => (await api('GET', `/users/${user}/effective_limit`)).body
      const reconciled = async () => (await api('POST', '/reconciliations')).body
      expect(await reconciled()).toMatchObject({ sums_differing: 0, drift: '0.00', differences: [] })
      for (const { id, isSettled } of tries.filter((each) => each.id !== undefined))
        expect((await api('GET', `/authorizations/${id}`)).body).toMatchObject(isSettled ? { status: 'settled', settled: '0.25' } : { id })

      // Whoever was not answered asks again under the same key, and all of it has counted once.
      const repeat = async (one: (typeof tries)[number]) => {
        const held = await hold(one.name)
        expect(held.status).toBe(201)
        expect(one.id ?? held.body.id).toBe(held.body.id)
        expect((await report(one.name)).body.results).toMatchObject([{ status: expect.stringMatching(/^(accepted|duplicate)$/) }])
        expect(await settle(one.name, held.body.id)).toMatchObject({ status: 200, body: { status: 'settled', settled: '0.25' } })
      }
      await Promise.all(tries.map(repeat))
      expect(await reconciled()).toMatchObject({ sums_differing: 0, drift: '0.00', differences: [] })
      const { settled, held } = await standing()
      expect([micros(settled), held]).toEqual([tries.length * 750_000, '0.00'])
    },
  )
})
