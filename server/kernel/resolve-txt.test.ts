import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeTxtResolver, type TxtAnswer } from './resolve-txt.ts'

// Two servers that speak DNS (RFC 1035) on loopback: one is the system's resolver, the other one holds the zone.

type Zone = Record<string, string[] | 'no such name' | 'servfail' | 'silent'>
const types = { A: 1, NS: 2, TXT: 16 }

async function serve(zone: Zone, asked: string[]): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    const end = query.indexOf(0, 12)
    const labels: string[] = []
    for (let at = 12; at < end; at += (query[at] ?? 0) + 1) labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] ?? 0)))
    const type = query.readUInt16BE(end + 1)
    const name = `${Object.entries(types).find(([, code]) => code === type)?.[0]} ${labels.join('.').toLowerCase()}`
    asked.push(name)
    const found = zone[name] ?? []
    if (found === 'silent') return
    const values = Array.isArray(found) ? found : []
    const code = found === 'no such name' ? 3 : found === 'servfail' ? 2 : 0
    const header = Buffer.alloc(12)
    header.writeUInt16BE(query.readUInt16BE(0), 0)
    header.writeUInt16BE(0x8580 | code, 2) // an authoritative answer
    header.writeUInt16BE(1, 4)
    header.writeUInt16BE(values.length, 6)
    const records = values.map((value) => {
      const data = dataOf(type, value)
      const record = Buffer.alloc(12)
      record.writeUInt16BE(0xc00c, 0) // the name that was asked for
      record.writeUInt16BE(type, 2)
      record.writeUInt16BE(1, 4)
      record.writeUInt16BE(data.length, 10)
      return Buffer.concat([record, data])
    })
    socket.send(Buffer.concat([header, query.subarray(12, end + 5), ...records]), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}

const texts = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)])
function dataOf(type: number, value: string): Buffer {
  if (type === types.A) return Buffer.from(value.split('.').map(Number))
  if (type === types.NS) return Buffer.concat([...value.split('.').map(texts), Buffer.from([0])])
  return Buffer.concat(value.split('|').map(texts)) // one record of several strings
}

const asked = { resolver: [] as string[], zone: [] as string[] }
const servers: Socket[] = []
const known = { 'NS acme.example': ['ns.acme.example'], 'A ns.acme.example': ['127.0.0.1'] }
beforeAll(async () => {
  servers.push(
    await serve(
      {
        ...known,
        'TXT _x.acme.example': ['stale'],
        'TXT _cname.acme.example': ['elsewhere'],
        'TXT _gone.acme.example': 'no such name',
        'TXT _none.acme.example': [],
        'TXT _down.acme.example': 'servfail',
        'NS split.example': 'servfail',
        'TXT _x.split.example': ['inside'],
        'NS inner.example': ['ns.inner.example'],
        'A ns.inner.example': ['10.0.0.1'],
        'TXT _x.inner.example': ['by the resolver'],
      },
      asked.resolver,
    ),
    await serve(
      {
        'TXT _x.acme.example': ['fresh', 'in two| strings'],
        'TXT _x.sub.acme.example': ['below'],
        'TXT _gone.acme.example': 'no such name',
        'TXT _down.acme.example': 'servfail',
      },
      asked.zone,
    ),
  )
})
afterAll(() => servers.forEach((server) => server.close()))

const portOf = (server: Socket | undefined) => server?.address().port ?? 0
const resolver = () => [`127.0.0.1:${portOf(servers[0])}`]

const cases: [name: string, answer: TxtAnswer, because: string][] = [
  [
    '_x.acme.example',
    { kind: 'records', records: ['fresh', 'in two strings'] },
    'the servers of the zone say what is so now, whatever a cache remembers',
  ],
  ['_x.sub.acme.example', { kind: 'records', records: ['below'] }, 'the zone may begin some labels above'],
  ['_cname.acme.example', { kind: 'records', records: ['elsewhere'] }, 'the resolver follows where the servers of the zone know no more'],
  ['_gone.acme.example', { kind: 'absent' }, 'there is no such name'],
  ['_none.acme.example', { kind: 'absent' }, 'there is no such record'],
  ['_down.acme.example', { kind: 'unreachable', why: 'ESERVFAIL' }, 'nobody could answer, which is no absence'],
  ['_x.split.example', { kind: 'records', records: ['inside'] }, 'the servers of the zone cannot be found from here, the resolver knows'],
]
test.each(cases)('%s is %j: %s', async (name, answer) => {
  const resolve = makeTxtResolver({ resolvers: resolver(), port: portOf(servers[1]), mayAsk: () => true })
  expect(await resolve(name)).toEqual(answer)
})

test('a zone whose servers are within our network has nobody asked there', async () => {
  asked.zone.length = 0
  const resolve = makeTxtResolver({ resolvers: resolver(), port: portOf(servers[1]) })
  expect(await resolve('_x.inner.example')).toEqual({ kind: 'records', records: ['by the resolver'] })
  expect(await resolve('_x.acme.example')).toEqual({ kind: 'records', records: ['stale'] }) // its server is on loopback
  expect(asked.zone).toEqual([])
})

test('nobody to ask is no absence', async () => {
  expect(await makeTxtResolver({ resolvers: ['127.0.0.1:1'] })('_x.acme.example')).toMatchObject({ kind: 'unreachable' })
})
