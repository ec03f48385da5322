import { getServers, Resolver } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'

/** What DNS says of a name: the texts of its TXT records, that there are none, or nothing, since nobody could be asked. */
export type TxtAnswer = { kind: 'records'; records: string[] } | { kind: 'absent' } | { kind: 'unreachable'; why: string }

export type ResolveTxt = (name: string) => Promise<TxtAnswer>

/** How often and how long one server is asked, and how long looking for the servers of a zone may take. */
const patience = { timeout: 2_000, tries: 2 }
const searchMs = 5_000
const serversAsked = 4

type Options = {
  /** The resolvers that know the way, by default those of the system. */
  resolvers?: readonly string[]
  /** Where the servers of a zone listen. */
  port?: number
  /** Which addresses a zone may name as its servers. Who owns a zone chooses them, and must not have us ask within our own network. */
  mayAsk?: (address: string) => boolean
}

/**
 * Looks up TXT records at the servers that hold the zone, so that no cache answers with what was there before, and at the resolvers where these say nothing: behind
 * many firewalls only the resolvers can be asked, and only they follow a CNAME out of the zone. Never throws.
 */
export function makeTxtResolver({ resolvers = getServers(), port = 53, mayAsk = isPublic }: Options = {}): ResolveTxt {
  return async (name) => {
    const direct = await inTime(searchMs, async (resolver) => {
      const addresses = (await listZoneServers(resolver, name)).filter(mayAsk).slice(0, serversAsked)
      return merge(await Promise.all(addresses.map((address) => ask([toServer(address, port)], name))))
    })
    if (direct.kind === 'records') return direct
    const told = await ask(resolvers, name)
    return told.kind === 'unreachable' ? direct : told
  }

  async function inTime(milliseconds: number, search: (resolver: Resolver) => Promise<TxtAnswer>): Promise<TxtAnswer> {
    const resolver = resolverAt(resolvers)
    const timer = setTimeout(() => resolver.cancel(), milliseconds)
    try {
      return await search(resolver)
    } catch (error) {
      return { kind: 'unreachable', why: codeOf(error) }
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The addresses of the servers that hold the zone which a name lies in. The nearest zone above it may be some labels up. */
async function listZoneServers(resolver: Resolver, name: string): Promise<string[]> {
  const labels = name.split('.').slice(1)
  for (let from = 0; from < labels.length - 1; from++) {
    const hosts = await resolver.resolveNs(labels.slice(from).join('.')).catch(noneWhereAbsent)
    if (hosts.length === 0) continue
    const addresses = await Promise.all(hosts.slice(0, serversAsked).map((host) => resolver.resolve4(host).catch(() => [])))
    return addresses.flat()
  }
  return []
}

function noneWhereAbsent(error: unknown): string[] {
  if (isAbsence(error)) return []
  throw error
}

async function ask(servers: readonly string[], name: string): Promise<TxtAnswer> {
  try {
    // One record may come as several strings (RFC 1035 §3.3.14).
    return { kind: 'records', records: (await resolverAt(servers).resolveTxt(name)).map((parts) => parts.join('')) }
  } catch (error) {
    return isAbsence(error) ? { kind: 'absent' } : { kind: 'unreachable', why: codeOf(error) }
  }
}

/** What several servers of one zone say together: a record that was written just now may not have come to all of them. */
function merge(answers: readonly TxtAnswer[]): TxtAnswer {
  const records = answers.flatMap((answer) => (answer.kind === 'records' ? answer.records : []))
  if (records.length > 0) return { kind: 'records', records }
  return answers.find(({ kind }) => kind === 'absent') ?? answers[0] ?? { kind: 'unreachable', why: 'no server of the zone was found' }
}

function resolverAt(servers: readonly string[]): Resolver {
  const resolver = new Resolver(patience)
  resolver.setServers(servers)
  return resolver
}

const toServer = (address: string, port: number) => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)

const isPublic = (address: string): boolean => ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'

/** That there is no such name, or that it has no such records (c-ares). */
const isAbsence = (error: unknown): boolean => ['ENOTFOUND', 'ENODATA'].includes(codeOf(error))
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN')
