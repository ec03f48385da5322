import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { encryptTo, sign, signedResponse, toBase64, writeAssertion, writeResponse } from '../support/saml/identity-provider.ts'
import { expectation, makeKit, outcomeOf, request, victim, type Kit } from '../support/saml/kit.ts'

// Whatever is done to an answer that the provider signed: it is refused, or it signs in exactly whom the provider signed.

let kit: Kit
let answers: string[]
beforeAll(async () => {
  kit = await makeKit()
  const answer = kit.answer()
  const inner = sign(writeAssertion(answer), answer.assertionId, kit.idp)
  answers = [
    signedResponse(answer, kit.idp),
    sign(writeResponse(answer, writeAssertion(answer)), answer.responseId, kit.idp),
    sign(writeResponse(answer, inner), answer.responseId, kit.idp),
    writeResponse(answer, await encryptTo(kit.ours.certificate, inner)),
  ]
})

const pieces = ['<!---->', '<![CDATA[x]]>', '<?x y?>', '&amp;', '&#x41;', '&x;', '<a/>', '<a>', '</a>', 'eve@evil.example', ' ID="_x"', ' xmlns="urn:x"', ' xmlns:saml="urn:x"',
  '<saml:NameID>eve@evil.example</saml:NameID>', '<saml:Assertion>', '</saml:Assertion>', '\0', '\u00e9', '"', "'", '<', '>', ' ', '\r\n', '</saml:NameID>', '<saml:AttributeValue>eve@evil.example</saml:AttributeValue>'] // prettier-ignore

/** Somewhere in a document of unknown length, as a part of it. */
const place = fc.double({ min: 0, max: 1, noNaN: true })
type Change = (xml: string) => string
const spot = (xml: string, part: number) => Math.min(xml.length, Math.floor(part * xml.length))
const put =
  (at: number, text: string): Change =>
  (xml) =>
    xml.slice(0, spot(xml, at)) + text + xml.slice(spot(xml, at))
const cut =
  (from: number, length: number): Change =>
  (xml) =>
    xml.slice(0, spot(xml, from)) + xml.slice(spot(xml, from) + length)
/** Copies one element, or moves it, to beside another. */
const graft =
  (from: number, to: number, moves: boolean, forged: boolean): Change =>
  (xml) => {
    const elements = [...xml.matchAll(/<((?:\w+:)?\w+)[^>]*>/g)]
    const [one, other] = [from, to].map((part) => elements[Math.min(elements.length - 1, Math.floor(part * elements.length))])
    if (!one || !other) return xml
    const end = xml.indexOf(`</${one[1]}>`, one.index)
    const copied = end < 0 ? one[0] : xml.slice(one.index, end + `</${one[1]}>`.length)
    const pasted = forged ? copied.replaceAll(victim, 'eve@evil.example').replace(/ ID="[^"]*"/, ' ID="_evil"') : copied
    const at = other.index + ((to * 1000) % 2) < 1 ? other.index : other.index + other[0].length
    const grown = xml.slice(0, at) + pasted + xml.slice(at)
    return moves ? grown.replace(copied, '') : grown
  }
const rename =
  (from: number, text: string): Change =>
  (xml) => {
    const values = [...xml.matchAll(/"([^"]*)"/g)]
    const value = values[Math.min(values.length - 1, Math.floor(from * values.length))]
    return value ? xml.slice(0, value.index + 1) + text + xml.slice(value.index + value[0].length - 1) : xml
  }

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, fc.constantFrom(...pieces)).map((all) => put(...all)),
  fc.tuple(place, fc.integer({ min: 1, max: 40 })).map((all) => cut(...all)),
  fc.tuple(place, place, fc.boolean(), fc.boolean()).map((all) => graft(...all)),
  fc.tuple(place, fc.constantFrom('', '#', '_request1', 'eve@evil.example', '2.0', 'urn:x')).map((all) => rename(...all)),
)

test('a signed answer that is changed anywhere is refused, or signs in whom the provider signed', async () => {
  const met = { in: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 3 }), fc.array(change, { minLength: 1, maxLength: 3 }), async (which, changes) => {
      const xml = changes.reduce((text, apply) => apply(text), answers[which] ?? '')
      const outcome = await outcomeOf([['SAMLResponse', toBase64(xml)], ['RelayState', request.relayState]], expectation(kit)) // prettier-ignore
      met['in' in outcome ? 'in' : 'refused'] += 1
      return !('in' in outcome) || outcome.in === victim
    }),
    { numRuns: 400 },
  )
  expect(met.refused).toBeGreaterThan(200)
  expect(met.in).toBeGreaterThan(0) // white space between tags outside of what is signed, for one
})

test('bytes that are changed anywhere are refused, or sign in whom the provider signed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 3 }), place, fc.integer({ min: 0, max: 255 }), async (which, at, byte) => {
      const bytes = Buffer.from(answers[which] ?? '')
      bytes[Math.min(bytes.length - 1, Math.floor(at * bytes.length))] = byte
      const outcome = await outcomeOf([['SAMLResponse', bytes.toString('base64')]], expectation(kit))
      return !('in' in outcome) || outcome.in === victim
    }),
    { numRuns: 200 },
  )
})
