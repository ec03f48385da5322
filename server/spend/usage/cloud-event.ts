import { z } from 'zod'
import { amountInvalid, costAdvice } from '../../kernel/amounts.ts'
import { digestOf } from '../../kernel/canonical.ts'
import { isTooDeep, tooDeep } from '../../kernel/depth.ts'
import type { Json, JsonObject } from '../../kernel/json.ts'
import { parseCost, type Cost } from '../../kernel/money.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { findUnstorable } from '../../kernel/storable.ts'
import { toTimestamp, type Timestamp } from '../../kernel/timestamp.ts'
import { eventBroken } from './refusals.ts'

/** What a usage event says, once its form is known to be right. */
export type UsageEvent = {
  source: string
  eventId: string
  /** Of all that was sent: a repetition has the same. */
  bodyHash: string
  /** Undefined where the event names nobody. */
  subject: string | undefined
  /** Undefined where the event tells no time: then it is as of its arrival. */
  time: Timestamp | undefined
  kind: 'usage' | 'refund' | 'adjustment'
  /** Undefined where it was not told: unknown is not zero. */
  cost: Cost | undefined
  currency: string | undefined
  authorization: string | undefined
  isFinal: boolean
  corrects: { source: string; eventId: string } | undefined
  app: string | undefined
  model: string | undefined
  hasTokens: boolean
  /** All of its data but what has a place of its own. */
  attributes: JsonObject
}

export type ParsedEvent = { sent: JsonObject; event: UsageEvent } | { refused: Refusal; id: string | null }

const text = (longest: number) => z.string().min(1).max(longest)

/**
 * A CloudEvent of version 1.0 in its JSON format (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md). Attributes that the
 * specification does not know are extensions, and are let through.
 */
const Envelope = z.looseObject({
  specversion: z.literal('1.0'),
  id: text(255),
  source: text(255),
  type: z.literal('spend.usage.v1'),
  subject: text(600).optional(),
  time: z.iso.datetime({ offset: true }).optional(),
  datacontenttype: z
    .string()
    .regex(/^[^;]*[/+]json\s*(;|$)/i, 'is JSON here, such as application/json')
    .optional(),
  data: z.looseObject({
    cost: z.unknown().optional(),
    currency: z.string().optional(),
    kind: z.enum(['usage', 'refund', 'adjustment']).default('usage'),
    authorization: z.string().max(100).optional(),
    final: z.boolean().default(true),
    corrects: z.strictObject({ source: text(255), id: text(255) }).optional(),
    app: text(100).optional(),
  }),
})

const largestEvent = 64 * 1024

/** Reads one event. What is wrong with it is told with a pointer from `at`, where it stands in what was sent. */
export function parseEvent(sent: Json, at: string): ParsedEvent {
  const id = idOf(sent)
  if (isTooDeep(sent)) return { refused: broken([{ pointer: `#${at}`, detail: tooDeep }]), id }
  const unstorable = findUnstorable(sent)
  if (unstorable !== undefined) return { refused: broken([{ pointer: `#${at}${unstorable}`, detail: 'has a NUL, or half of a character' }]), id }
  const parsed = Envelope.safeParse(sent)
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({
      pointer: `#${at}${path.map((step) => `/${String(step)}`).join('')}`,
      detail: message,
    }))
    return { refused: broken(errors), id }
  }
  if (JSON.stringify(sent).length > largestEvent)
    return { refused: broken([{ pointer: `#${at}`, detail: `is larger than ${largestEvent / 1024} KiB` }]), id }
  const whole = sent as JsonObject // the schema takes an object alone
  const { data, ...event } = parsed.data
  const { cost, currency, kind, authorization, final: isFinal, corrects, app, ...rest } = data
  const isTold = cost !== undefined && cost !== null
  const parsedCost = typeof cost === 'string' ? parseCost(cost) : undefined
  if (isTold && !parsedCost) return { refused: amountInvalid(cost, `${at}/data/cost`, costAdvice), id }
  const attributes = rest as JsonObject // it was parsed from JSON
  return {
    sent: whole,
    event: {
      source: event.source,
      eventId: event.id,
      bodyHash: digestOf(whole),
      subject: event.subject,
      time: event.time === undefined ? undefined : toTimestamp(Date.parse(event.time)),
      kind,
      cost: parsedCost,
      currency,
      authorization,
      isFinal,
      corrects: corrects && { source: corrects.source, eventId: corrects.id },
      app,
      model: firstText(attributes, ['gen_ai.response.model', 'gen_ai.request.model']),
      hasTokens: Object.entries(attributes).some(([name, value]) => /^gen_ai\.usage\..*tokens$/.test(name) && isMoreThanNothing(value)),
      attributes,
    },
  }
}

/** The model that answered goes before the one that was asked for: after a failover another one is paid. */
export function firstText(attributes: JsonObject, names: readonly string[]): string | undefined {
  const found = names.map((name) => attributes[name]).find((value) => typeof value === 'string' && value !== '')
  return typeof found === 'string' ? found.slice(0, 200) : undefined
}

/** By which name a client finds what became of an event that cannot be read. */
function idOf(sent: Json): string | null {
  return typeof sent === 'object' && sent !== null && !Array.isArray(sent) && typeof sent['id'] === 'string' ? sent['id'].slice(0, 255) : null
}

const isMoreThanNothing = (value: Json | undefined) => Number(value) > 0

const broken = (errors: readonly { pointer: string; detail: string }[]): Refusal =>
  eventBroken(`${errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ')}.`, { errors })
