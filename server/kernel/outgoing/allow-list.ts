import { liesIn, parseNetwork, type Network } from './address.ts'

/** Where the operator lets requests go that else go to public addresses alone, over https, to port 443. */
export type Allowed = { place: { name: string } | { network: Network }; port: number | undefined }

/** A list of names, addresses and networks, each perhaps with a port: `idp.corp.example,10.1.0.0/16,127.0.0.1:8443`. Undefined where one is none of these. */
export function parseAllowList(text: string): Allowed[] | undefined {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseEntry)
  return entries.includes(undefined) ? undefined : entries.filter((entry) => entry !== undefined)
}

function parseEntry(entry: string): Allowed | undefined {
  const bare = parseNetwork(entry)
  if (bare) return { place: { network: bare }, port: undefined }
  const [, place = '', digits] = /^(\[[^\]]+\](?:\/\d+)?|[^:]+?)(?::(\d{1,5}))?$/.exec(entry) ?? []
  const port = digits === undefined ? undefined : Number(digits)
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined
  const network = parseNetwork(place)
  if (network) return { place: { network }, port }
  const name = place.toLowerCase()
  return /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) && !/^[\d.]+$/.test(name)
    ? { place: { name }, port }
    : undefined
}

/** Where a request goes: the host as its URL names it, the port, and the address that is dialled once it is known. */
export type Target = { host: string; port: number; address?: string }

/** Whether the operator allows this. Before the address is known a network allows a host that is written as an address. */
export const isAllowed = (list: readonly Allowed[], { host, port, address = host }: Target): boolean =>
  list.some((entry) => {
    if (entry.port !== undefined && entry.port !== port) return false
    return 'name' in entry.place ? entry.place.name === host.toLowerCase() : liesIn(address, entry.place.network)
  })
