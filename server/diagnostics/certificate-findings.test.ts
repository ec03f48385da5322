import { expect, test } from 'vitest'
import { realEnvironment } from '../kernel/environment.ts'
import { addSeconds, toTimestamp } from '../kernel/timestamp.ts'
import { findOfCertificates } from './certificate-findings.ts'

const now = toTimestamp(Date.parse('2026-11-29T12:00:00Z'))
const after = (days: number) => addSeconds(now, days * 86_400)
const facts = { connectionId: realEnvironment.newId('con'), name: 'Okta', state: 'active', unread: null } as const

test.each([
  [61, [], 'there is time'],
  [59, [after(-1)], 'sixty days before it is told'],
  [29, [after(-1)], 'and thirty days before once more'],
  [6.5, [after(-0.5)], 'and a week before'],
  [-1, [after(-1)], 'and once it has ended, since then'],
])('a last certificate that ends in %d days: %j, as %s', (days, since) => {
  expect(findOfCertificates([{ ...facts, lastUntil: after(days) }], now)).toEqual(
    since.map((at) => expect.objectContaining({ code: 'certificate-expires', since: at })),
  )
})

test('a connection that nobody signs in through is not warned of, and one whose metadata is unread is', () => {
  expect(findOfCertificates([{ ...facts, state: 'draft', lastUntil: after(1) }], now)).toEqual([])
  expect(findOfCertificates([{ ...facts, lastUntil: null, unread: { detail: 'It answers 500.', since: now } }], now)).toMatchObject([
    { code: 'saml-metadata-unread', since: now, detail: expect.stringContaining('It answers 500.') },
  ])
})
