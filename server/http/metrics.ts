import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What the last check of each team's ledger found, of all teams together. */
export type Drift = () => Promise<{ sumsDiffering: bigint; driftMicros: bigint; oldestAt: string | null; unchecked: bigint }>

/** What Prometheus reads at `/metrics`: the process, each request by face, method, route and status, and the drift of the ledgers. No names of people or teams. */
export function serveMetrics(app: FastifyInstance, readDrift: Drift): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'purser_' })
  const seconds = new Histogram({
    name: 'purser_http_request_duration_seconds',
    help: 'How long requests took, from their arrival to the end of the answer.',
    labelNames: ['face', 'method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  const inFlight = new Gauge({ name: 'purser_http_requests_in_flight', help: 'Requests that are being answered.', registers: [registry] })

  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] })
  const sums = gauge('purser_ledger_sums_differing', 'Sums that are not those of their entries, by the last check of each ledger. It must be 0.')
  const drift = gauge('purser_ledger_drift', 'By how much they differ, in major units of their currencies. It must be 0.')
  const checked = gauge('purser_ledger_checked_timestamp_seconds', 'When the ledger was checked that was not for longest; 0 where none was yet.')
  const unchecked = gauge(
    'purser_ledger_unchecked_teams',
    'Teams whose ledger was not checked for two days, or never. It must be 0: run purser spend reconcile.',
  )
  const gaugeDrift = async () => {
    try {
      const { sumsDiffering, driftMicros, oldestAt, unchecked: teams } = await readDrift()
      sums.set(Number(sumsDiffering))
      unchecked.set(Number(teams))
      drift.set(Number(driftMicros) / 1_000_000)
      checked.set(oldestAt === null ? 0 : Date.parse(oldestAt) / 1000)
    } catch {
      for (const unknown of [sums, drift, checked, unchecked]) unknown.set(NaN) // unknown is not zero
    }
  }

  app.addHook('onRequest', async () => inFlight.inc())
  app.addHook('onResponse', async (request, reply) => {
    inFlight.dec()
    const { url: route = 'none' } = request.routeOptions
    const [, face = ''] = route.split('/')
    seconds.observe({ face, method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  app.get('/metrics', async (_request, reply) => {
    await gaugeDrift()
    return reply.header('content-type', registry.contentType).send(await registry.metrics())
  })
}
