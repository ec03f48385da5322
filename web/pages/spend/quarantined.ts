import type { Item } from '../../api/answer.ts'

export type Quarantined = Item<'/v1/quarantined_events'>

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** What an event says of whose it is and what it costs, where it says so in the usual manner: it was taken as it came. */
export function dataOf(event: Record<string, unknown>): { subject?: string; cost?: string } {
  const data = isRecord(event['data']) ? event['data'] : {}
  const [subject, cost] = [event['subject'], data['cost']]
  const isAmount = typeof cost === 'string' && /^-?\d{1,12}(\.\d{1,6})?$/.test(cost)
  return { ...(typeof subject === 'string' && { subject: subject.replace(/^\w+:/, '') }), ...(isAmount && { cost }) }
}
