import { ask, type Answer, type TestTeam } from '../support/test-server.ts'

/** A usage event as a gateway sends it. */
export const usage = (id: string, subject: string, cost: unknown, data: object = {}, more: object = {}) => ({
  specversion: '1.0',
  type: 'spend.usage.v1',
  source: 'gateway',
  id,
  subject,
  data: { cost, currency: 'USD', ...data },
  ...more,
})

/** Sends one event, or an array of them as a batch. */
export const sendEvents = (team: Pick<TestTeam, 'apiKey'>, server: { url: string }, events: object, key = team.apiKey): Promise<Answer> =>
  ask('POST', `${server.url}/v1/usage_events`, events, {
    authorization: `Bearer ${key}`,
    'content-type': Array.isArray(events) ? 'application/cloudevents-batch+json' : 'application/cloudevents+json',
  })
