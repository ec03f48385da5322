import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Caller } from '../../kernel/actor.ts'
import { amountInvalid, AmountText, costAdvice, requireAmount } from '../../kernel/amounts.ts'
import { assert } from '../../kernel/assert.ts'
import type { Environment } from '../../kernel/environment.ts'
import type { Json, JsonObject } from '../../kernel/json.ts'
import { formatMicros, parseCost, type Micros } from '../../kernel/money.ts'
import type { Db } from '../../store/open.ts'
import { teamOf } from '../../teams/teams.ts'
import { firstText } from '../usage/cloud-event.ts'
import { AuthorizationShape, CreatedAuthorization, toAuthorizationShape } from './authorization-shape.ts'
import { authorize } from './authorize.ts'
import { checkSpend } from './check-spend.ts'
import { requireDecision } from './denial.ts'
import { voidHold } from './end-hold.ts'
import { keyedBy } from './idempotency.ts'
import { incrementHold } from './increment.ts'
import { metadataTooLarge } from './refusals.ts'
import { requireHold, settleHold } from './settle.ts'

const currency = z.string().max(20).optional()
const metadata = z.record(z.string().max(200), z.unknown()).default({})
const expiresIn = z.number().int().min(1).max(86_400)
const AuthorizeBody = z.strictObject({
  user: z.string().min(1).max(600),
  amount: AmountText,
  /** What is taken where there is less; by default the amount. */
  min_amount: AmountText.optional(),
  currency,
  /** Seconds. */
  expires_in: expiresIn.default(600),
  on_expiry: z.enum(['release', 'settle']).default('release'),
  app: z.string().max(100).default(''),
  metadata,
})
const SettleBody = z.strictObject({
  amount: AmountText,
  currency,
  /** Whether nothing more is to come. */
  final: z.boolean().default(true),
  metadata,
})
const IncrementBody = z.strictObject({ amount: AmountText, min_amount: AmountText.optional(), currency, expires_in: expiresIn.optional() })
const CheckBody = z.strictObject({ user: z.string().min(1).max(600), amount: AmountText.optional(), currency })
const CheckAnswer = z.looseObject({
  allowed: z.boolean(),
  member_id: z.string(),
  settled: z.string(),
  held: z.string(),
  max_approvable: z.string().optional(),
  resets_at: z.string(),
})
const DecisionShape = z.looseObject({
  id: z.string(),
  member_id: z.string(),
  code: z.string(),
  status: z.number(),
  detail: z.string(),
  decided_at: z.string(),
  request_id: z.string(),
})
const OfOne = z.object({ authorization: z.string().max(100) })
const Keyed = z.looseObject({ 'idempotency-key': z.string().min(1).max(255).optional() })

const isLedger = true
const ask = { permission: 'authorizations:write', isLedger } as const
const see = { permission: 'spend:read', isLedger } as const

/** Asking before somebody spends: holds, what becomes of them, and why not. */
export const authorizationRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment }> = async (app, { db, environment }) => {
  app.post('/authorizations', {
    config: ask,
    schema: {
      operationId: 'authorize',
      summary: 'Ask whether somebody may spend, and hold what they may',
      body: AuthorizeBody,
      headers: Keyed,
      response: { 201: CreatedAuthorization },
    },
    handler: async ({ caller, body, headers }, reply) => {
      const { min_amount: least, expires_in: expiresInSeconds, on_expiry: onExpiry, user, app: name } = body
      const amount = requireAmount(body.amount, '/amount')
      const minAmount = least === undefined ? amount : requireAmount(least, '/min_amount')
      if (minAmount > amount) throw minAmountTooHigh(formatMicros(minAmount), formatMicros(amount))
      const details = requireSmall(body.metadata as JsonObject) // parsed from JSON
      const model = firstText(details, ['gen_ai.request.model']) ?? ''
      const wanted = { user, amount, minAmount, currency: body.currency, expiresInSeconds, onExpiry, app: name, model, metadata: details }
      const keyed = keyedBy(headers['idempotency-key'], ['authorize', asJson(body)])
      const { body: made } = await authorize(db, environment, requireCaller(caller), wanted, keyed)
      return reply.code(201).header('location', `/v1/authorizations/${made.id}`).send(made)
    },
  })
  app.get('/authorizations/:authorization', {
    config: see,
    schema: { operationId: 'getAuthorization', summary: 'Read an authorization', params: OfOne, response: { 200: AuthorizationShape } },
    handler: async ({ actor, params }) => {
      const hold = await requireHold(db.read, actor.teamId, params.authorization)
      return toAuthorizationShape(hold, (await teamOf(db.read, actor.teamId)).currency, environment.now())
    },
  })
  app.post('/authorizations/:authorization/settle', {
    config: ask,
    schema: {
      operationId: 'settleAuthorization',
      summary: 'Settle an authorization with what was spent',
      params: OfOne,
      body: SettleBody,
      headers: Keyed,
      response: { 200: AuthorizationShape },
    },
    handler: async ({ caller, params, body, headers }) => {
      const cost = requireCost(body.amount)
      const details = requireSmall(body.metadata as JsonObject) // parsed from JSON
      const model = firstText(details, ['gen_ai.response.model', 'gen_ai.request.model'])
      const wanted = { ...cost, isFinal: body.final, currency: body.currency, model, metadata: details }
      const keyed = keyedBy(headers['idempotency-key'], ['settle', params.authorization, asJson(body)])
      return (await settleHold(db, environment, requireCaller(caller), params.authorization, wanted, keyed)).body
    },
  })
  app.post('/authorizations/:authorization/increment', {
    config: ask,
    schema: {
      operationId: 'incrementAuthorization',
      summary: 'Ask for more on an open authorization',
      params: OfOne,
      body: IncrementBody,
      headers: Keyed,
      response: { 200: CreatedAuthorization },
    },
    handler: async ({ caller, params, body, headers }) => {
      const amount = requireAmount(body.amount, '/amount')
      const minAmount = body.min_amount === undefined ? amount : requireAmount(body.min_amount, '/min_amount')
      if (minAmount > amount) throw minAmountTooHigh(formatMicros(minAmount), formatMicros(amount))
      const wanted = { amount, minAmount, currency: body.currency, expiresInSeconds: body.expires_in }
      const keyed = keyedBy(headers['idempotency-key'], ['increment', params.authorization, asJson(body)])
      return (await incrementHold(db, environment, requireCaller(caller), params.authorization, wanted, keyed)).body
    },
  })
  app.post('/authorizations/:authorization/void', {
    config: ask,
    schema: {
      operationId: 'voidAuthorization',
      summary: 'Give an authorization back unspent',
      params: OfOne,
      headers: Keyed,
      response: { 200: AuthorizationShape },
    },
    handler: async ({ caller, params, headers }) => {
      const keyed = keyedBy(headers['idempotency-key'], ['void', params.authorization])
      return (await voidHold(db, environment, requireCaller(caller), params.authorization, keyed)).body
    },
  })
  app.post('/spend/check', {
    config: ask,
    schema: {
      operationId: 'checkSpend',
      summary: 'Ask whether somebody may spend, without holding anything',
      body: CheckBody,
      response: { 200: CheckAnswer },
    },
    handler: ({ actor, body }) =>
      checkSpend(db, environment, actor, {
        user: body.user,
        amount: body.amount === undefined ? undefined : requireAmount(body.amount, '/amount'),
        currency: body.currency,
      }),
  })
  app.get('/decisions/:decision', {
    config: see,
    schema: {
      operationId: 'getDecision',
      summary: 'Read why a request to spend was refused',
      params: z.object({ decision: z.string().max(100) }),
      response: { 200: DecisionShape },
    },
    handler: async ({ actor, params }) => {
      const { decisionId, memberId, code, status, detail, decidedAt, requestId, facts } = await requireDecision(
        db.read,
        actor.teamId,
        params.decision,
      )
      return { ...facts, id: decisionId, member_id: memberId, code, status: Number(status), detail, decided_at: decidedAt, request_id: requestId }
    },
  })
}

/** A body as it was parsed from JSON: the schema says what is in it and keeps it JSON. */
const asJson = (body: object): Json => body as JsonObject // see above

// The caller as it came: a body of this kind is not told in the journal, so it need not be redacted.
function requireCaller(caller: Caller | null): Caller {
  assert(caller, 'every route of the API has a caller')
  return caller
}

/** Refuses: amount-invalid. */
function requireCost(sent: unknown): { amount: Micros; costText: string | null } {
  const cost = typeof sent === 'string' ? parseCost(sent) : undefined
  if (!cost || cost.micros < 0n) throw amountInvalid(sent, '/amount', costAdvice)
  return { amount: cost.micros, costText: (cost.text.split('.')[1]?.length ?? 0) > 6 ? cost.text : null }
}

const minAmountTooHigh = (least: string, amount: string) =>
  amountInvalid(least, '/min_amount', `It is to be no more than the amount, ${amount}: send what you take where there is less`)

const largestMetadata = 16 * 1024

/** Refuses: metadata-too-large. */
function requireSmall(details: JsonObject): JsonObject {
  if (JSON.stringify(details).length > largestMetadata) {
    const detail = `The metadata is larger than ${largestMetadata / 1024} KiB. Keep what is long elsewhere, and its name here.`
    throw metadataTooLarge(detail, { errors: [{ pointer: '#/metadata', detail }] })
  }
  return details
}
