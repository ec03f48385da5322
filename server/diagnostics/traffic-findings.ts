import { isStrange, type StrangeCode } from '../journal/strange-calls.ts'
import type { RefusedRequest, Sign } from '../journal/traffic.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { isEarly, minutesBetween, placeOf, type DirectoryFacts } from './directory-facts.ts'
import { tell, type Finding } from './finding.ts'
import type { Facts } from './finding-facts.ts'
import { measureRhythm } from './rhythm.ts'
import type { TokenFacts } from './token-findings.ts'

/** What a directory heard of its identity provider. */
export type Traffic = {
  directory: DirectoryFacts & {
    firstRequestAt: Timestamp | null
    lastRequestAt: Timestamp | null
    firstWriteAt: Timestamp | null
  }
  /** What it did is remembered a moment later than it is done, and what it did not do must not be told meanwhile. */
  hasUser: boolean
  tokens: readonly TokenFacts[]
  /** Newest first. */
  signs: readonly Sign[]
  /** Newest first. */
  refused: readonly RefusedRequest[]
  /** Who came without a token of ours, newest first. */
  strangers: readonly RefusedRequest[]
}

/** Whether an identity provider speaks to a directory, with which token and where. Pure: the same facts give the same findings. */
export function findOfTraffic(traffic: Traffic, now: Timestamp): Finding[] {
  const amiss = [...findDeadTokens(traffic), ...findWrongUrl(traffic)]
  const strange = findUnknownTokens(traffic)
  if (amiss.length > 0) return [...amiss, ...strange]
  // Strangers may be anybody: they say that something came, and nothing of what the identity provider does.
  return [...strange, ...(strange.length > 0 ? [] : findNothing(traffic, now)), ...findOnlyLookups(traffic, now), ...findSilence(traffic, now)]
}

const isDead = ({ operation, code }: RefusedRequest) => operation === 'authenticate' && /^token-(?:revoked|expired|of-another-directory)$/.test(code)

/** A path that names another directory by an id that may exist; any other path is a wrong base URL. */
const namesDirectory = ({ path }: RefusedRequest) => /\/scim\/v2\/dir_[0-9a-z]{26}(?:[/?]|$)/.test(path)

/** A token that opens nothing is told while no call with a valid one came after it. */
function findDeadTokens({ directory, tokens, refused }: Traffic): Finding[] {
  const calls = refused.filter((each) => isDead(each) && (each.code !== 'token-of-another-directory' || namesDirectory(each)))
  const [last] = calls
  if (!last || (directory.lastRequestAt !== null && directory.lastRequestAt > last.at)) return []
  const ofToken = calls.filter(({ tokenId, code }) => tokenId === last.tokenId && code === last.code)
  const token = tokens.find(({ tokenId }) => tokenId === last.tokenId)
  if (!token) return []
  const { of, steps } = placeOf(directory)
  const why = last.code === 'token-revoked' ? 'revoked' : last.code === 'token-expired' ? 'expired' : 'of-another-directory'
  const facts = {
    ...of,
    tokenId: token.tokenId,
    token: token.name,
    prefix: token.prefix,
    why,
    endedAt: why === 'revoked' ? token.revokedAt : why === 'expired' ? token.expiresAt : null,
    calls: ofToken.reduce((sum, { count }) => sum + count, 0),
    lastAt: last.at,
    tokenMenu: steps.token,
  } as const
  return [tell('dead-token-called', facts, ofToken.at(-1)?.at ?? last.at, ofToken.map(toEvidence))]
}

const reasons: Record<StrangeCode, Facts['unknown-token-called']['why']> = {
  'token-cut': 'cut',
  'token-unknown': 'unknown',
  'token-not-ours': 'not-ours',
  'token-missing': 'missing',
}

/** Calls without a token of ours are told while none with a valid one came after them. Who brought something tells more than who brought nothing, as any browser does. */
function findUnknownTokens({ directory, tokens, strangers }: Traffic): Finding[] {
  const { lastRequestAt, firstRequestAt } = directory
  const open = strangers.filter(({ at }) => lastRequestAt === null || at >= lastRequestAt)
  const last = open.find(({ code }) => code !== 'token-missing') ?? open[0]
  if (!last || !isStrange(last.code)) return []
  const calls = open.filter(({ code, tokenId }) => code === last.code && tokenId === last.tokenId)
  const token = tokens.find(({ tokenId }) => tokenId === last.tokenId)
  const { of, steps } = placeOf(directory)
  const facts = {
    ...of,
    why: reasons[last.code],
    tokenId: token?.tokenId ?? null,
    token: token?.name ?? null,
    prefix: token?.prefix ?? null,
    userAgent: last.userAgent,
    calls: calls.reduce((sum, { count }) => sum + count, 0),
    lastAt: last.at,
    wasConnected: firstRequestAt !== null,
    tokenMenu: steps.token,
  }
  return [tell('unknown-token-called', facts, calls.at(-1)?.at ?? last.at, calls.map(toEvidence))]
}

/** Calls that reached a path where there is nothing, with a valid token: told until one reached something afterwards. */
function findWrongUrl({ directory, refused, signs }: Traffic): Finding[] {
  const isWrong = (each: RefusedRequest) =>
    (each.operation === 'other' && each.code === '404') || (each.code === 'token-of-another-directory' && !namesDirectory(each))
  const calls = refused.filter(isWrong)
  const [last] = calls
  const lastGood = signs.find(({ isGood }) => isGood)
  if (!last || (lastGood && lastGood.at > last.at)) return []
  const { of, steps } = placeOf(directory)
  const times = calls.reduce((sum, { count }) => sum + count, 0)
  const path = last.path.split('?', 1)[0] ?? ''
  return [
    tell('wrong-base-url', { ...of, path, times, lastAt: last.at, baseUrlMenu: steps.baseUrl }, calls.at(-1)?.at ?? last.at, calls.map(toEvidence)),
  ]
}

function findNothing({ directory, tokens, signs }: Traffic, now: Timestamp): Finding[] {
  const live = tokens.filter(({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now))
  const [tokenSince] = live.map(({ createdAt }) => createdAt).toSorted()
  if (directory.firstRequestAt !== null || signs.length > 0 || tokenSince === undefined) return []
  const { of, steps } = placeOf(directory)
  const minutes = minutesBetween(tokenSince, now)
  const facts = { ...of, tokenSince, minutes, isEarly: isEarly(minutes, steps), rhythm: steps.rhythm, startMenu: steps.start, tokenMenu: steps.token }
  return [tell('nothing-received', facts, tokenSince)]
}

function findOnlyLookups({ directory, refused, signs, hasUser }: Traffic, now: Timestamp): Finding[] {
  const { firstRequestAt: firstAt, lastRequestAt, firstWriteAt } = directory
  const hasTried = refused.some(({ operation }) => /_(?:user|group)$/.test(operation) && !operation.startsWith('get_'))
  if (firstAt === null || firstWriteAt !== null || hasUser || hasTried) return []
  const { of, steps } = placeOf(directory)
  const early = isEarly(minutesBetween(firstAt, now), steps)
  const facts = { ...of, firstAt, lastAt: lastRequestAt ?? firstAt, isEarly: early, startMenu: steps.start, assignMenu: steps.assign }
  const evidence = signs.map(({ requestId: request, at }) => ({ request, at }))
  return [tell('only-lookups', facts, firstAt, evidence)]
}

/** How many cycles may be missed. */
const cyclesMissed = 3

/** The silence of a provider that comes in cycles: that of one that speaks of changes alone says nothing. */
function findSilence({ directory, signs }: Traffic, now: Timestamp): Finding[] {
  const { lastRequestAt: lastAt, firstWriteAt, status } = directory
  const { of, steps } = placeOf(directory)
  const rhythm = rhythmOf(signs, steps.cycleMinutes)
  if (lastAt === null || firstWriteAt === null || rhythm === undefined || status !== 'active') return []
  const minutes = minutesBetween(lastAt, now)
  if (minutes < cyclesMissed * rhythm.cycleMinutes) return []
  const evidence = signs.slice(0, 1).map(({ requestId: request, at }) => ({ request, at }))
  return [tell('idp-silent', { ...of, lastAt, minutes, ...rhythm, startMenu: steps.start }, addSeconds(lastAt, rhythm.cycleMinutes * 60), evidence)]
}

/** The rhythm that the calls show, or else the one that the provider is known for; undefined where there is none. */
export function rhythmOf(signs: readonly Sign[], knownMinutes: number | null): { cycleMinutes: number; isMeasured: boolean } | undefined {
  const measured = measureRhythm(signs.map(({ at }) => at))
  if (measured) return { cycleMinutes: measured.minutes, isMeasured: true }
  return knownMinutes === null ? undefined : { cycleMinutes: knownMinutes, isMeasured: false }
}

const toEvidence = ({ requestId: request, at }: RefusedRequest) => ({ request, at })
