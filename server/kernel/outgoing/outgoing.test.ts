import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { isPublicAddress } from './address.ts'
import { isAllowed, parseAllowList } from './allow-list.ts'
import { Outgoing, type Bounds } from './outgoing.ts'

const addresses: [address: string, isPublic: boolean, because: string][] = [
  ['93.184.216.34', true, 'somebody’s'],
  ['2606:2800:220:1::1', true, 'somebody’s, of IPv6'],
  ['127.0.0.1', false, 'loopback'],
  ['127.255.255.254', false, 'loopback to its end'],
  ['::1', false, 'loopback of IPv6'],
  ['0.0.0.0', false, 'unspecified, which Linux takes for loopback'],
  ['10.1.2.3', false, 'private'],
  ['172.31.0.1', false, 'private'],
  ['192.168.0.1', false, 'private'],
  ['fd00::1', false, 'unique local'],
  ['169.254.169.254', false, 'link-local: where clouds keep their secrets'],
  ['fd00:ec2::254', false, 'the same of IPv6'],
  ['fe80::1', false, 'link-local'],
  ['100.64.0.1', false, 'shared by a carrier (RFC 6598)'],
  ['198.18.0.1', false, 'for benchmarks'],
  ['192.0.2.1', false, 'for documentation'],
  ['224.0.0.1', false, 'multicast'],
  ['255.255.255.255', false, 'broadcast'],
  ['::ffff:127.0.0.1', false, 'loopback, mapped into IPv6'],
  ['::ffff:7f00:1', false, 'the same in hexadecimal'],
  ['::ffff:93.184.216.34', true, 'a public one, mapped'],
  ['64:ff9b::7f00:1', false, 'loopback by NAT64'],
  ['64:ff9b::5db8:d822', true, 'a public one by NAT64'],
  ['64:ff9b:1::a00:1', false, 'a private one by a NAT64 of one’s own'],
  ['2002:7f00:1::', false, 'loopback by 6to4'],
  ['2001::1', false, 'Teredo'],
  ['::127.0.0.1', false, 'the old way to write IPv4 in IPv6'],
  ['::7f00:1', false, 'the same in hexadecimal'],
  ['::a9fe:a9fe', false, 'and of where clouds keep their secrets'],
  ['::ffff:0:7f00:1', false, 'loopback, translated (RFC 6145)'],
  ['::ffff:0:5db8:d822', true, 'a public one, translated'],
  ['2606:2800:220:1:0:5efe:7f00:1', false, 'loopback behind a router of ISATAP'],
  ['2606:2800:220:1:200:5efe:a00:1', false, 'a private one behind it'],
  ['2002:5db8:d822::', true, 'a public one by 6to4'],
  ['4000::1', false, 'nobody’s yet'],
  ['fec0::1', false, 'site-local, as it was once'],
  ['0x7f.1', false, 'no way to write an address'],
  ['2130706433', false, 'nor is this'],
  ['fe80::1%eth0', false, 'of an interface'],
]
test.each(addresses)('%s is public: %s (%s)', (address, isPublic) => expect(isPublicAddress(address)).toBe(isPublic))

const target = (host: string, port: number, address?: string) => ({ host, port, ...(address !== undefined && { address }) })
test.each<[list: string, to: ReturnType<typeof target>, allowed: boolean, because: string]>([
  ['', target('idp.example', 443), false, 'nothing is allowed'],
  ['idp.example', target('IDP.example', 8443, '10.0.0.1'), true, 'a name, on each port and wherever it leads'],
  ['idp.example', target('x.idp.example', 443, '10.0.0.1'), false, 'a name is not those beneath it'],
  ['idp.example:8443', target('idp.example', 443), false, 'a name on one port'],
  ['10.0.0.0/8', target('idp.example', 80, '10.9.9.9'), true, 'a network, by whatever name'],
  ['10.0.0.0/8', target('idp.example', 80), false, 'not before it is known that the name leads there'],
  ['10.0.0.0/8', target('10.1.1.1', 80), true, 'an address in it'],
  ['10.0.0.0/8', target('idp.example', 80, '::ffff:10.0.0.1'), true, 'the same, mapped'],
  ['::1, 127.0.0.1:9000', target('127.0.0.1', 9000), true, 'several, with spaces between'],
  ['[::1]:9000', target('::1', 9000), true, 'IPv6 with a port is in brackets'],
  ['[::1]:9000', target('::1', 9001), false, 'on that alone'],
])('with %j allowed, %j is: %s (%s)', (list, to, allowed) => expect(isAllowed(parseAllowList(list) ?? [], to)).toBe(allowed))

test.each(['10.0.0.0/33', 'a b', 'http://idp.example', '*.example', 'idp.example:0', 'idp.example:70000', '300.1.1.1'])('%j is no list', (text) =>
  expect(parseAllowList(text)).toBeUndefined(),
)

type Given = { allow?: string; bounds?: Partial<Bounds>; names?: Record<string, (string | string[])[]> }

/** A server on this machine, and requests that may go out to it. `names` has what each look-up of a name answers in turn. */
async function given(answer: RequestListener, { allow = '127.0.0.0/8', bounds = {}, names = {} }: Given = {}) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const lookup = async (host: string) => {
    const found = names[host]?.shift()
    if (found === undefined) throw new Error('ENOTFOUND')
    return [found].flat().map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
  const { port } = server.address() as AddressInfo
  return { outgoing: new Outgoing({ lookup }, parseAllowList(allow) ?? [], bounds), url: `http://127.0.0.1:${port}`, port, asked }
}
const fine: RequestListener = (_request, response) => void response.end('fine')
const refusal = (code: string) => expect.objectContaining({ kind: expect.objectContaining({ code }) })

test('a name is looked up once for each request, and what was judged is what is dialled', async () => {
  const { outgoing, port, asked } = await given(fine, { names: { 'idp.example': ['127.0.0.1', '10.0.0.1'] } })
  expect(await outgoing.ask(`http://idp.example:${port}/`)).toMatchObject({ status: 200, body: 'fine' })
  await expect(outgoing.ask(`http://idp.example:${port}/`)).rejects.toEqual(refusal('outgoing-address-forbidden'))
  await expect(outgoing.ask(`http://idp.example:${port}/`)).rejects.toEqual(refusal('outgoing-name-unknown'))
  expect(asked).toEqual(['/'])
})

test.each([
  ['outgoing-address-forbidden', 'https://127.0.0.1/', 'a private address'],
  ['outgoing-address-forbidden', 'https://internal.example/', 'a name that leads to one'],
  ['outgoing-address-forbidden', 'https://[::7f00:1]/', 'one in the old way of IPv6'],
  ['outgoing-address-forbidden', 'https://several.example/', 'a name of which one address is private: it is dialled when the other fails'],
  ['outgoing-address-forbidden', 'https://six.example/', 'a name that leads to one by IPv6'],
  ['outgoing-name-unknown', 'https://none.example/', 'a name without an address'],
  ['outgoing-url-invalid', 'https://user@public.example/', 'a user'],
  ['outgoing-url-invalid', 'https://:secret@public.example/', 'a password'],
  ['outgoing-not-https', 'http://public.example/', 'plain http'],
  ['outgoing-port-forbidden', 'https://public.example:8443/', 'another port'],
  ['outgoing-url-invalid', 'ftp://public.example/', 'another protocol'],
  ['outgoing-url-invalid', 'https://public.example/#x', 'a fragment'],
])('without a word of the operator %s: %s, %s', async (code, url) => {
  const { outgoing } = await given(fine, { allow: '', names: names() })
  await expect(outgoing.ask(url)).rejects.toEqual(refusal(code))
})
const names = () => ({
  'internal.example': ['192.168.1.1'],
  'public.example': ['93.184.216.34'],
  'several.example': [['93.184.216.34', '10.0.0.1']],
  'six.example': [['2606:2800:220:1::1', '::ffff:10.0.0.1']],
  'none.example': [[]],
})

test('an address within is refused before anything is dialled, as when an endpoint is only stored', async () => {
  const { outgoing } = await given(fine, { allow: '' })
  for (const url of ['https://10.0.0.1/', 'https://[::1]/', 'https://0xa000001/'])
    expect(() => outgoing.requireUrl(url)).toThrow('not on the public internet')
})

test('each request has a connection of its own, asks for no compression, and leaves no connection behind, whatever becomes of it', async () => {
  const connections = new Set<Socket>()
  const closed: Promise<unknown>[] = []
  const told: unknown[] = []
  const { outgoing, url } = await given(
    ({ socket, headers, url: path }, response) => {
      connections.add(socket)
      closed.push(once(socket, 'close'))
      told.push(headers['accept-encoding'])
      if (path === '/') response.end('fine')
      else response.writeHead(200, { 'content-encoding': 'gzip' }).write('x') // and goes on
    },
    { bounds: { totalMs: 120_000 } },
  )
  for (let times = 0; times < 2; times++) await outgoing.ask(`${url}/`, { headers: { 'accept-encoding': 'gzip' } })
  await expect(outgoing.ask(`${url}/zip`)).rejects.toEqual(refusal('outgoing-encoded'))
  await Promise.all(closed)
  expect([connections.size, told]).toEqual([3, ['identity', 'identity', 'identity']])
})

test('who does not let us connect is given up before the time of the whole request', async () => {
  const outgoing = new Outgoing({ lookup: () => new Promise(() => {}) }, [], { connectMs: 100, totalMs: 8_000 })
  await expect(outgoing.ask('https://silent.example/')).rejects.toEqual(refusal('outgoing-unreachable'))
})

test('plain http to a public address is refused also where a network is allowed that it is not in', async () => {
  const { outgoing } = await given(fine, { names: { 'public.example': ['93.184.216.34'] } })
  await expect(outgoing.ask('http://public.example/')).rejects.toEqual(refusal('outgoing-not-https'))
})

test('three redirects are followed, each judged, and no fourth', async () => {
  const { outgoing, url, asked } = await given(({ url: path = '' }, response) => {
    const left = Number(path.slice(1))
    if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end()
    else response.end('there')
  })
  expect(await outgoing.ask(`${url}/3`)).toMatchObject({ body: 'there' })
  await expect(outgoing.ask(`${url}/4`)).rejects.toEqual(refusal('outgoing-too-many-redirects'))
  expect(asked).toEqual(['/3', '/2', '/1', '/0', '/4', '/3', '/2', '/1'])
})

test('what has a credential or a body is not sent on', async () => {
  const { outgoing, url, asked } = await given((_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end())
  expect((await outgoing.ask(`${url}/`, { headers: { Authorization: 'Bearer x' } })).status).toBe(302)
  expect((await outgoing.ask(`${url}/`, { method: 'POST', body: 'a=b' })).status).toBe(302)
  expect(asked).toEqual(['/', '/'])
})

test.each<[code: string, answer: RequestListener, because: string]>([
  ['outgoing-too-large', (_request, response) => void response.end('x'.repeat(1001)), 'an answer beyond the bound'],
  [
    'outgoing-too-large',
    (_request, response) => void (response.write('x'.repeat(700)), setImmediate(() => response.end('x'.repeat(700)))),
    'in pieces',
  ],
  ['outgoing-timeout', (_request, response) => void response.write('{'), 'an answer without an end'],
  ['outgoing-timeout', () => {}, 'no answer at all'],
  ['outgoing-encoded', (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x')), 'a compressed one'],
  ['outgoing-unreachable', (request) => void request.socket.destroy(), 'a connection that breaks'],
])('%s: %#', async (code, answer) => {
  const { outgoing, url } = await given(answer, { bounds: { totalMs: 300, mostBytes: 1000 } })
  await expect(outgoing.ask(url)).rejects.toEqual(refusal(code))
})

test('what is no HTTP is told in words, whether or not the failure has a code', async () => {
  const { outgoing, url } = await given((request) => void request.socket.end('HTTP/1.1 abc\r\n\r\n'))
  await expect(outgoing.ask(url)).rejects.toMatchObject({ message: expect.not.stringContaining('undefined') })
})
