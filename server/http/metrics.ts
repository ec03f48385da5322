import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What Prometheus reads at `/metrics`: the process, and each request by face, method, route and status. No names of people or teams. */
export function serveMetrics(app: FastifyInstance): void {
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

  app.addHook('onRequest', async () => inFlight.inc())
  app.addHook('onResponse', async (request, reply) => {
    inFlight.dec()
    const { url: route = 'none' } = request.routeOptions
    const [, face = ''] = route.split('/')
    seconds.observe({ face, method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  app.get('/metrics', async (_request, reply) => reply.header('content-type', registry.contentType).send(await registry.metrics()))
}
