import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/**
 * The address that a packet to this one reaches: IPv4 within IPv6, as mapped (RFC 4291 §2.5.5.2), by NAT64 (RFC 6052 §2.1, RFC 8215) or by 6to4 (RFC 3056 §2), is what
 * stands within.
 */
function unwrap(address: Address): Address {
  if (address.kind() === 'ipv4') return address
  const six = address as ipaddr.IPv6 // there are two kinds
  const range = six.range()
  const bytes = six.toByteArray()
  if (range === 'ipv4Mapped' || range === 'rfc6052' || range === 'rfc6145') return ipaddr.fromByteArray(bytes.slice(12))
  return range === '6to4' ? ipaddr.fromByteArray(bytes.slice(2, 6)) : six
}

/** All that IANA has given out of IPv6 so far (RFC 4291 §2.4, https://www.iana.org/assignments/ipv6-address-space). Outside of it lie `::127.0.0.1` and other old ways to write IPv4. */
const global: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]

/** An interface id that has IPv4 within (ISATAP, RFC 5214 §6.1): a router of it sends on to that address. */
const isIsatap = (six: ipaddr.IPv6): boolean => /^0[02]005efe/.test(Buffer.from(six.toByteArray().slice(8)).toString('hex'))

/** Whether an address is somebody's on the public internet: no loopback, private, link-local, shared, multicast, reserved or unspecified one, however it is written. */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text)
  if (!address) return false
  const reached = unwrap(address)
  if (reached.range() !== 'unicast') return false
  return reached.kind() === 'ipv4' || (reached.match(global) && !isIsatap(reached as ipaddr.IPv6)) // there are two kinds
}

/** A network such as `10.0.0.0/8`, or one address. */
export type Network = { address: Address; bits: number }

/** Undefined where the text is no address and no network. */
export function parseNetwork(text: string): Network | undefined {
  const [, host = '', bits] = /^\[?([0-9a-f.:]+)\]?(?:\/(\d{1,3}))?$/i.exec(text) ?? []
  const address = parseAddress(host)
  if (!address) return undefined
  const most = address.kind() === 'ipv4' ? 32 : 128
  const wanted = bits === undefined ? most : Number(bits)
  return wanted <= most ? { address, bits: wanted } : undefined
}

/** Whether an address lies in a network, however it is written. */
export function liesIn(text: string, network: Network): boolean {
  const written = parseAddress(text)
  if (!written) return false
  return [written, unwrap(written)].some((address) => address.kind() === network.address.kind() && address.match([network.address, network.bits]))
}

/** Four decimal numbers, or hexadecimal groups: other forms of IPv4, such as 0x7f.1, are none to us. */
function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  return text.includes(':') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined
}
