import { deflateRawSync } from 'node:zlib'
import type { Form } from '../../server/sso/saml/policy/form-checks.ts'
import type { Expectation } from '../../server/sso/saml/verify-response.ts'
import { toMilliseconds, toTimestamp } from '../../server/kernel/timestamp.ts'
import {
  enveloped,
  exclusive,
  encryptTo,
  sign,
  signedResponse,
  toBase64,
  writeAssertion,
  writeResponse,
  type Answer,
} from '../support/saml/identity-provider.ts'
import { expectation, formOf, request, type Kit } from '../support/saml/kit.ts'

/** One attack, or one answer that is wrong: with what it is refused, and what is posted. `against` where something else than usual is stored. */
export type Attack = {
  name: string
  code: string
  post: (kit: Kit) => Form | Promise<Form>
  against?: (kit: Kit) => Partial<Expectation>
}

const evil = 'eve@evil.example'

/** A right answer in which one thing is wrong, signed by the provider itself: what no signature finds. */
const says = (name: string, code: string, changes: (kit: Kit) => Partial<Answer>, against?: Attack['against']): Attack => ({
  name,
  code,
  post: (kit) => formOf(signedResponse(kit.answer(changes(kit)), kit.idp)),
  ...(against && { against }),
})

/** A rightly signed answer that was changed on its way. */
const changed = (name: string, code: string, change: (xml: string, kit: Kit) => string): Attack => ({
  name,
  code,
  post: (kit) => formOf(change(signedResponse(kit.answer(), kit.idp), kit)),
})

/** The same, where the provider signs the whole Response. */
const changedWhole = (name: string, code: string, change: (xml: string, kit: Kit) => string): Attack => ({
  name,
  code,
  post: (kit) => {
    const answer = kit.answer()
    return formOf(change(sign(writeResponse(answer, writeAssertion(answer)), answer.responseId, kit.idp), kit))
  },
})

/** What is encrypted to us, and perhaps signed before. */
const encrypted = (
  name: string,
  code: string,
  inner: (answer: Answer, kit: Kit) => string,
  around = (xml: string, _answer: Answer, _kit: Kit) => xml,
  ciphers = {},
): Attack => ({
  name,
  code,
  post: async (kit) => {
    const answer = kit.answer()
    return formOf(around(writeResponse(answer, await encryptTo(kit.ours.certificate, inner(answer, kit), ciphers)), answer, kit))
  },
})

const at = (kit: Kit, seconds: number) => toTimestamp(toMilliseconds(kit.now) + seconds * 1000)
const partOf = (xml: string, name: string) => new RegExp(`<(?:\\w+:)?${name}[ >].*</(?:\\w+:)?${name}>`, 's').exec(xml)?.[0] ?? ''
const signatureOf = (xml: string) => partOf(xml, 'Signature')
const assertionOf = (xml: string) => partOf(xml, 'Assertion')
/** The assertion without its signature, as another person and under another ID. */
const forge = (assertion: string) =>
  assertion
    .replace(signatureOf(assertion), '')
    .replaceAll('ann@corp.example', evil)
    .replace(/ ID="[^"]*"/, ' ID="_evil"')
const provider = (kit: Kit, changes: Partial<Expectation['provider']>) => ({ provider: { ...expectation(kit).provider, ...changes } })
const unasked = { inResponseTo: null, confirmedInResponseTo: null }

const inForm: Attack[] = [
  { name: 'no SAMLResponse', code: 'saml-form', post: () => [['RelayState', request.relayState]] },
  { name: 'two SAMLResponses', code: 'saml-form', post: (kit) => [...formOf(signedResponse(kit.answer(), kit.idp)), ['SAMLResponse', 'PGEvPg==']] },
  {
    name: 'a SAMLRequest beside it',
    code: 'saml-form',
    post: (kit) => [...formOf(signedResponse(kit.answer(), kit.idp)), ['SAMLRequest', 'PGEvPg==']],
  },
  ...['https://evil.example/', '//evil.example', 'javascript:alert(1)', 'x'.repeat(81), 'handle-2'].map((relayState): Attack => ({
    name: `RelayState ${relayState.slice(0, 30)}`,
    code: 'saml-relay-state',
    post: (kit) => [
      ['SAMLResponse', toBase64(signedResponse(kit.answer(), kit.idp))],
      ['RelayState', relayState],
    ],
  })),
  {
    name: 'RelayState to another origin, from a provider that may start by itself',
    code: 'saml-relay-state',
    post: (kit) => [
      ['SAMLResponse', toBase64(signedResponse(kit.answer(unasked), kit.idp))],
      ['RelayState', 'https://evil.example/'],
    ],
    against: (kit) => ({ ...provider(kit, { mayStart: true }), request: null }),
  },
]

const inText: Attack[] = [
  changed('300 KB of white space', 'saml-too-large', (xml) => xml.replace('</samlp:Response>', `${' '.repeat(300_000)}</samlp:Response>`)),
  { name: 'an answer in the clear', code: 'saml-not-base64', post: (kit) => [['SAMLResponse', signedResponse(kit.answer(), kit.idp)]] },
  {
    name: 'base64 with letters between that some readers skip',
    code: 'saml-not-base64',
    post: (kit) => [['SAMLResponse', `${toBase64(signedResponse(kit.answer(), kit.idp))}!`]],
  },
  {
    name: 'a deflated answer',
    code: 'saml-not-utf8',
    post: (kit) => [['SAMLResponse', deflateRawSync(signedResponse(kit.answer(), kit.idp)).toString('base64')]],
  },
  { name: 'a deflate bomb', code: 'saml-not-utf8', post: () => [['SAMLResponse', deflateRawSync(Buffer.alloc(50_000_000)).toString('base64')]] },
  {
    name: 'bytes that are no UTF-8 in a name that nobody reads',
    code: 'saml-not-utf8',
    post: (kit) => {
      const answer = kit.answer()
      const xml = signedResponse(answer, kit.idp).replace('<samlp:Status>', '<samlp:Status Note="\u00ff">')
      return [['SAMLResponse', Buffer.from(xml, 'latin1').toString('base64')]]
    },
  },
  {
    name: 'UTF-16',
    code: 'saml-character',
    post: (kit) => [['SAMLResponse', Buffer.from(signedResponse(kit.answer(), kit.idp), 'utf16le').toString('base64')]],
  },
  changed('another encoding', 'saml-character', (xml) => `<?xml version="1.0" encoding="UTF-7"?>${xml}`),
  changed('a number that is no character', 'saml-character', (xml) => xml.replace('<samlp:Status>', '<samlp:Status Note="&#0;">')),
  changed('a document type', 'saml-doctype', (xml) => `<!DOCTYPE samlp:Response>${xml}`),
  changed('a document type with an entity from a file', 'saml-doctype', (xml) => `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${xml}`),
  changed(
    'an entity bomb',
    'saml-doctype',
    (xml) => `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>${xml}`,
  ),
  changed('an entity in the NameID', 'saml-entity', (xml) => xml.replace('>ann@corp', '>ann&evil;@corp')),
  changed('an entity in an attribute value', 'saml-entity', (xml) => xml.replace('AttributeValue>ann', 'AttributeValue>&evil;ann')),
  ...(['NameID', 'AttributeValue'] as const).flatMap((where): Attack[] => {
    const put =
      (text: string) =>
      (_kit: Kit): Partial<Answer> =>
        where === 'NameID' ? { nameId: text } : { attributes: [['email', text]] }
    return [
      says(`a comment in ${where}`, 'saml-comment', put('ann@corp.example<!-- -->.evil.example')),
      says(`CDATA in ${where}`, 'saml-cdata', put('<![CDATA[ann@corp.example]]>')),
      changed(`a processing instruction in ${where}`, 'saml-processing-instruction', (xml) =>
        xml.replace(where === 'NameID' ? '>ann@' : 'Value>ann@', '$&<?x evil?>'),
      ),
    ]
  }),
  says('a processing instruction that the provider signed', 'saml-processing-instruction', () => ({ nameId: 'ann@corp<?x .evil?>.example' })),
  says('elements nested 60 deep', 'saml-too-deep', () => ({
    attributes: [
      ['email', 'ann@corp.example'],
      ['x', `${'<a>'.repeat(60)}${'</a>'.repeat(60)}`],
    ],
  })),
  changed('20,000 nested elements', 'saml-too-deep', (xml) =>
    xml.replace('</samlp:Status>', `</samlp:Status>${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}`),
  ),
  changed('20,000 elements beside each other', 'saml-too-deep', (xml) => xml.replace('</samlp:Status>', `</samlp:Status>${'<a/>'.repeat(20_000)}`)),
  { name: 'no XML', code: 'saml-not-xml', post: () => formOf('{"saml": true}') },
  changed('a tag that does not end', 'saml-not-xml', (xml) => xml.replace('</samlp:Status>', '')),
  changed('an attribute twice', 'saml-not-xml', (xml) => xml.replace(' ID="', ' Version="2.0" ID="')),
]

/** The eight of SAML Raider. Each shows what is verified and what a careless reader reads as two different elements. */
const wrapped: Attack[] = [
  changedWhole('XSW1: the signed Response inside the Signature of a forged one', 'saml-one-assertion', (xml) => {
    const signature = signatureOf(xml)
    return forge(xml).replace('</saml:Issuer>', `</saml:Issuer>${signature.replace('</Signature>', `${xml.replace(signature, '')}</Signature>`)}`)
  }),
  changedWhole('XSW2: the signed Response beside the Signature of a forged one', 'saml-one-assertion', (xml) => {
    const signature = signatureOf(xml)
    return forge(xml).replace('</saml:Issuer>', `</saml:Issuer>${xml.replace(signature, '')}${signature}`)
  }),
  changed('XSW3: a forged assertion before the signed one', 'saml-one-assertion', (xml) =>
    xml.replace('</samlp:Status>', `</samlp:Status>${forge(assertionOf(xml))}`),
  ),
  changed('XSW4: the signed assertion inside a forged one', 'saml-one-assertion', (xml) => {
    const good = assertionOf(xml)
    return xml.replace(good, forge(good).replace('</saml:Assertion>', `${good}</saml:Assertion>`))
  }),
  changed('XSW5: a forged assertion with the signature, the signed one behind it', 'saml-one-assertion', (xml) => {
    const good = assertionOf(xml)
    const signature = signatureOf(good)
    return xml.replace(good, forge(good).replace('</saml:Issuer>', `</saml:Issuer>${signature}`) + good.replace(signature, ''))
  }),
  changed('XSW6: the signed assertion inside the signature of a forged one', 'saml-one-assertion', (xml) => {
    const good = assertionOf(xml)
    const signature = signatureOf(good)
    return xml.replace(
      good,
      forge(good).replace('</saml:Issuer>', `</saml:Issuer>${signature.replace('</Signature>', `${good.replace(signature, '')}</Signature>`)}`),
    )
  }),
  changed('XSW7: a forged assertion in Extensions', 'saml-one-assertion', (xml) =>
    xml.replace('<samlp:Status>', `<samlp:Extensions>${forge(assertionOf(xml))}</samlp:Extensions><samlp:Status>`),
  ),
  changed('XSW8: the signed assertion in an Object of the signature of a forged one', 'saml-one-assertion', (xml) => {
    const good = assertionOf(xml)
    const signature = signatureOf(good)
    return xml.replace(
      good,
      forge(good).replace(
        '</saml:Issuer>',
        `</saml:Issuer>${signature.replace('</Signature>', `<Object>${good.replace(signature, '')}</Object></Signature>`)}`,
      ),
    )
  }),
]

const empty = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' // SHA-256 of nothing
const fragile: Attack[] = [
  changed('Fragile Lock, attribute pollution: a second ID with a prefix', 'saml-duplicate-id', (xml) =>
    xml.replace('<samlp:Response ', '<samlp:Response samlp:ID="_other" '),
  ),
  changed('Fragile Lock, attribute pollution: the same ID twice', 'saml-duplicate-id', (xml) =>
    xml.replace('<samlp:Status>', `<samlp:Status ID="${/<saml:Assertion [^>]*ID="([^"]*)"/.exec(xml)?.[1] ?? ''}">`),
  ),
  changed('Fragile Lock, attribute pollution: an attribute that no canonical form has', 'saml-namespace', (xml) =>
    xml.replace('<saml:NameID ', `<saml:NameID xmlnsName="${evil}" `),
  ),
  changed('Fragile Lock, namespace confusion: an Assertion in a namespace of its own', 'saml-namespace', (xml) =>
    xml.replace('<samlp:Status>', `<x:Assertion xmlns:x="urn:x">${evil}</x:Assertion><samlp:Status>`),
  ),
  changed('Fragile Lock, namespace confusion: a Signature in a namespace of its own', 'saml-namespace', (xml) =>
    xml.replace('<samlp:Status>', '<Signature xmlns="urn:x"/><samlp:Status>'),
  ),
  changed('Fragile Lock, namespace confusion: a namespace that writes an attribute into the canonical form', 'saml-namespace', (xml) =>
    xml.replace('<saml:AuthnContext>', '<saml:AuthnContext xmlns:x="urn:x&quot; ID=&quot;_evil">'),
  ),
  changed('Fragile Lock, void canonicalisation: a relative namespace and the digest of nothing', 'saml-namespace', (xml) =>
    xml
      .replace(/<DigestValue>[^<]*/, `<DigestValue>${empty}`)
      .replace('<saml:NameID ', '<saml:NameID xmlns:x="1" ')
      .replaceAll('ann@corp.example', evil),
  ),
  changed('Fragile Lock, void canonicalisation: a SignedInfo of nothing', 'saml-namespace', (xml) =>
    xml.replace('<SignedInfo>', '<SignedInfo xmlns:x="">'),
  ),
]

const inStructure: Attack[] = [
  changed('a LogoutResponse', 'saml-not-a-response', (xml) => xml.replaceAll('samlp:Response', 'samlp:LogoutResponse')),
  changed('an answer of SAML 1.1', 'saml-not-a-response', (xml) => xml.replace('Version="2.0"', 'Version="1.1"')),
  {
    name: 'an assertion by itself',
    code: 'saml-not-a-response',
    post: (kit) => {
      const answer = kit.answer()
      return formOf(sign(writeAssertion(answer), answer.assertionId, kit.idp))
    },
  },
  says('a status other than Success beside a right assertion', 'saml-status', () => ({ status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' })),
  {
    name: 'a status other than Success without an assertion',
    code: 'saml-status',
    post: (kit) => formOf(writeResponse(kit.answer({ status: 'urn:oasis:names:tc:SAML:2.0:status:Requester' }), '')),
  },
  {
    name: 'no assertion',
    code: 'saml-one-assertion',
    post: (kit) => {
      const answer = kit.answer()
      return formOf(sign(writeResponse(answer, ''), answer.responseId, kit.idp))
    },
  },
  {
    name: 'two signed assertions',
    code: 'saml-one-assertion',
    post: (kit) => {
      const [one, other] = [kit.answer(), kit.answer({ nameId: evil })]
      return formOf(writeResponse(one, [one, other].map((each) => sign(writeAssertion(each), each.assertionId, kit.idp)).join('')))
    },
  },
  {
    name: 'two signed assertions in a signed Response',
    code: 'saml-one-assertion',
    post: (kit) => {
      const [one, other] = [kit.answer(), kit.answer({ nameId: evil })]
      return formOf(sign(writeResponse(one, writeAssertion(one) + writeAssertion(other)), one.responseId, kit.idp))
    },
  },
  {
    name: 'an unsigned encrypted assertion beside a signed one',
    code: 'saml-one-assertion',
    post: async (kit) => {
      const [one, other] = [kit.answer(), kit.answer({ nameId: evil })]
      return formOf(
        writeResponse(one, (await encryptTo(kit.ours.certificate, writeAssertion(other))) + sign(writeAssertion(one), one.assertionId, kit.idp)),
      )
    },
  },
  {
    name: 'unsigned',
    code: 'saml-unsigned',
    post: (kit) => {
      const answer = kit.answer()
      return formOf(writeResponse(answer, writeAssertion(answer)))
    },
  },
  encrypted('encrypted, and not signed', 'saml-encrypted-unsigned', (answer) => writeAssertion(answer)),
  encrypted(
    'encrypted, and only the Response signed',
    'saml-encrypted-unsigned',
    (answer) => writeAssertion(answer),
    (xml, answer, kit) => sign(xml, answer.responseId, kit.idp),
  ),
  encrypted('a comment in an encrypted NameID', 'saml-comment', (answer, kit) =>
    sign(writeAssertion({ ...answer, nameId: 'ann@corp.example<!-- -->.evil' }), answer.assertionId, kit.idp),
  ),
  encrypted('SHA-1 in an encrypted assertion', 'saml-sha1', (answer, kit) => sign(writeAssertion(answer), answer.assertionId, kit.idp, sha1)),
  encrypted('an encrypted assertion signed by another key', 'saml-unknown-key', (answer, kit) =>
    sign(writeAssertion(answer), answer.assertionId, kit.attacker),
  ),
  encrypted('an encrypted assertion that was changed', 'saml-signature', (answer, kit) =>
    sign(writeAssertion(answer), answer.assertionId, kit.idp).replaceAll('ann@corp.example', evil),
  ),
  encrypted('a Response encrypted instead of an assertion', 'saml-not-a-response', (answer, kit) => signedResponse(answer, kit.idp)),
  encrypted('encrypted with PKCS #1 v1.5', 'saml-encryption', (answer, kit) => sign(writeAssertion(answer), answer.assertionId, kit.idp), undefined, {
    key: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5',
  }),
  encrypted('encrypted with triple DES', 'saml-encryption', (answer, kit) => sign(writeAssertion(answer), answer.assertionId, kit.idp), undefined, {
    content: 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc',
  }),
  {
    name: 'encrypted to somebody else',
    code: 'saml-decryption',
    post: async (kit) => {
      const answer = kit.answer()
      return formOf(writeResponse(answer, await encryptTo(kit.attacker.certificate, sign(writeAssertion(answer), answer.assertionId, kit.idp))))
    },
  },
  changed('the signature of the assertion in the Response', 'saml-unsigned', (xml) =>
    xml.replace(signatureOf(xml), '').replace('<samlp:Status>', `<samlp:Extensions>${signatureOf(xml)}</samlp:Extensions><samlp:Status>`),
  ),
  changed('the signature of the assertion directly in the Response', 'saml-signature-place', (xml) =>
    xml.replace(signatureOf(xml), '').replace('<samlp:Status>', `${signatureOf(xml)}<samlp:Status>`),
  ),
  changed('a second signature elsewhere', 'saml-signature-place', (xml) => xml.replace('</samlp:Status>', `${signatureOf(xml)}</samlp:Status>`)),
  changed('two signatures in the assertion', 'saml-signature-place', (xml) =>
    xml.replace(signatureOf(xml), `${signatureOf(xml)}${signatureOf(xml)}`),
  ),
  changed('an Object in the signature', 'saml-signature-place', (xml) => xml.replace('</Signature>', '<Object>x</Object></Signature>')),
  changed('two references', 'saml-signature-place', (xml) => xml.replace(/<Reference .*<\/Reference>/s, '$&$&')),
  changed('two SignedInfo', 'saml-signature-place', (xml) => xml.replace(/<SignedInfo>.*<\/SignedInfo>/s, '$&$&')),
  changed('a reference to the whole document', 'saml-signature-place', (xml) => xml.replace(/URI="#[^"]*"/, 'URI=""')),
]

const sha1 = { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1', digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' }
const signedWith = (name: string, code: string, signing: Parameters<typeof sign>[3]): Attack => ({
  name,
  code,
  post: (kit) => formOf(signedResponse(kit.answer(), kit.idp, signing)),
})
const transform =
  (algorithm: string, content = '') =>
  (xml: string) =>
    xml.replace('<Transforms>', `<Transforms><Transform Algorithm="${algorithm}">${content}</Transform>`)
const inSignature: Attack[] = [
  signedWith('signed with SHA-1', 'saml-sha1', sha1),
  signedWith('a digest of SHA-1', 'saml-sha1', { digestAlgorithm: sha1.digestAlgorithm }),
  signedWith('a signature over SHA-1 of a digest of SHA-256', 'saml-sha1', { signatureAlgorithm: sha1.signatureAlgorithm }),
  changed('HMAC, by which the public key would be the secret', 'saml-algorithm', (xml) =>
    xml.replace('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'),
  ),
  changed('MD5', 'saml-algorithm', (xml) => xml.replace('http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmldsig-more#md5')),
  changed(
    'an XSLT transform',
    'saml-transform',
    transform('http://www.w3.org/TR/1999/REC-xslt-19991116', '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"/>'),
  ),
  changed('an XPath transform', 'saml-transform', transform('http://www.w3.org/TR/1999/REC-xpath-19991116', '<XPath>not(self::x)</XPath>')),
  changed('an XPath filter', 'saml-transform', transform('http://www.w3.org/2002/06/xmldsig-filter2')),
  changed('base64 as a transform', 'saml-transform', transform('http://www.w3.org/2000/09/xmldsig#base64')),
  signedWith('a canonical form with comments', 'saml-transform', { transforms: [enveloped, `${exclusive}WithComments`] }),
  signedWith('an inclusive canonical form', 'saml-transform', { transforms: [enveloped, 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'] }),
  signedWith('an inclusive canonical form of SignedInfo', 'saml-transform', { canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' }),
  changed('no transform', 'saml-transform', (xml) => xml.replace(/<Transforms>.*<\/Transforms>/s, '')),
  { name: 'signed by another key', code: 'saml-unknown-key', post: (kit) => formOf(signedResponse(kit.answer(), kit.attacker)) },
  {
    name: 'signed by another key that does not say which',
    code: 'saml-signature',
    post: (kit) => formOf(signedResponse(kit.answer(), kit.attacker, { withoutKeyInfo: true })),
  },
  {
    name: 'signed by another key that says it is the right one',
    code: 'saml-signature',
    post: (kit) => formOf(signedResponse(kit.answer(), { ...kit.attacker, certificate: kit.idp.certificate })),
  },
  {
    name: 'a Response signed by another key around a rightly signed assertion',
    code: 'saml-unknown-key',
    post: (kit) => {
      const answer = kit.answer()
      return formOf(sign(signedResponse(answer, kit.idp), answer.responseId, kit.attacker))
    },
  },
  {
    name: 'an assertion signed by another key in a rightly signed Response',
    code: 'saml-unknown-key',
    post: (kit) => {
      const answer = kit.answer()
      return formOf(sign(signedResponse(answer, kit.attacker), answer.responseId, kit.idp))
    },
  },
  changed('a NameID that was changed', 'saml-signature', (xml) => xml.replace('>ann@corp.example</saml:NameID>', `>${evil}</saml:NameID>`)),
  changed('an attribute that was changed', 'saml-signature', (xml) =>
    xml.replace('>ann@corp.example</saml:AttributeValue>', `>${evil}</saml:AttributeValue>`),
  ),
  changed('a comment in DigestValue', 'saml-comment', (xml) => xml.replace('<DigestValue>', `<DigestValue><!--${empty}-->`)),
  {
    name: 'no certificate is stored',
    code: 'saml-no-certificate',
    post: (kit) => formOf(signedResponse(kit.answer(), kit.idp)),
    against: (kit) => provider(kit, { certificates: [] }),
  },
  {
    name: 'the only certificate ended a minute ago',
    code: 'saml-certificate-expired',
    post: (kit) => {
      const now = endOf(kit, 60)
      return formOf(signedResponse(kit.answer(momentsFrom(now)), kit.idp))
    },
    against: (kit) => ({ now: endOf(kit, 60) }),
  },
  {
    name: 'the only certificate is not valid yet',
    code: 'saml-certificate-expired',
    post: (kit) => {
      const now = at(kit, -5 * 86_400)
      return formOf(signedResponse(kit.answer(momentsFrom(now)), kit.idp))
    },
    against: (kit) => ({ now: at(kit, -5 * 86_400) }),
  },
]

/** So many seconds after the end of the provider's certificate. */
const endOf = (kit: Kit, seconds: number) => toTimestamp(Math.floor(toMilliseconds(kit.now) / 1000) * 1000 + (10 * 365 * 86_400 + seconds) * 1000)
const momentsFrom = (now: Expectation['now']): Partial<Answer> => {
  const after = (seconds: number) => toTimestamp(toMilliseconds(now) + seconds * 1000)
  return { issueInstant: now, authnInstant: now, notBefore: after(-60), notOnOrAfter: after(300), confirmedNotOnOrAfter: after(300) }
}

const inAssertion: Attack[] = [
  says('another destination', 'saml-destination', () => ({ destination: 'https://other.example/acs' })),
  {
    name: 'another destination, signed',
    code: 'saml-destination',
    post: (kit) => {
      const answer = kit.answer({ destination: 'https://other.example/acs' })
      return formOf(sign(writeResponse(answer, writeAssertion(answer)), answer.responseId, kit.idp))
    },
  },
  says('another issuer of the assertion', 'saml-issuer', () => ({ issuer: 'https://other.example' })),
  says('another issuer of the Response', 'saml-issuer', () => ({ responseIssuer: 'https://other.example' })),
  says('another audience', 'saml-audience', () => ({ audience: 'https://other.example' })),
  says('no audience', 'saml-audience', () => ({ audience: null })),
  says('the audience of another connection of ours', 'saml-audience', () => ({ audience: 'https://purser.example/sso/con_2/metadata' })),
  says('no bearer confirmation', 'saml-no-bearer', () => ({ method: 'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches' })),
  says('another recipient', 'saml-recipient', () => ({ recipient: 'https://other.example/acs' })),
  says('no recipient', 'saml-recipient', () => ({ recipient: null })),
  says('no end of the conditions', 'saml-no-expiry', () => ({ notOnOrAfter: null })),
  says('no end of the confirmation', 'saml-no-expiry', () => ({ confirmedNotOnOrAfter: null })),
  says('an end that is no moment', 'saml-no-expiry', () => ({ notOnOrAfter: 'tomorrow' })),
  says('two Conditions', 'saml-no-expiry', () => ({ moreConditions: `<saml:Conditions NotOnOrAfter="2999-01-01T00:00:00Z"/>` })),
  says('conditions that ended four minutes ago', 'saml-expired', (kit) => ({ notOnOrAfter: at(kit, -240) })),
  says('a confirmation that ended four minutes ago', 'saml-expired', (kit) => ({ confirmedNotOnOrAfter: at(kit, -240) })),
  says('conditions that begin in four minutes', 'saml-not-yet-valid', (kit) => ({ notBefore: at(kit, 240), notOnOrAfter: at(kit, 600) })),
  says('an assertion that is made in four minutes', 'saml-not-yet-valid', (kit) => ({ issueInstant: at(kit, 240) })),
  says('a beginning that is no moment', 'saml-not-yet-valid', () => ({ notBefore: 'now' })),
  says('an assertion of an hour ago that holds for a year', 'saml-too-old', (kit) => ({
    issueInstant: at(kit, -3600),
    notOnOrAfter: at(kit, 31_536_000),
    confirmedNotOnOrAfter: at(kit, 31_536_000),
  })),
  says('a person who signed in a hundred days ago', 'saml-too-old', (kit) => ({ authnInstant: at(kit, -100 * 86_400) })),
  says('a session that is over', 'saml-session-over', (kit) => ({ sessionNotOnOrAfter: at(kit, -1) })),
  says('another request in the Response', 'saml-in-response-to', () => ({ inResponseTo: '_request2' })),
  says('another request in the confirmation', 'saml-in-response-to', () => ({ confirmedInResponseTo: '_request2' })),
  says(
    'the request of another browser',
    'saml-in-response-to',
    () => ({}),
    () => ({ request: null }),
  ),
  says(
    'the request of another browser, where the provider may start',
    'saml-in-response-to',
    () => ({}),
    (kit) => ({ request: null, ...provider(kit, { mayStart: true }) }),
  ),
  says('a request named by the unsigned Response alone', 'saml-in-response-to', () => ({ confirmedInResponseTo: null })),
  says(
    'a request named nowhere, from a browser that asked, where the provider may start',
    'saml-in-response-to',
    () => unasked,
    (kit) => provider(kit, { mayStart: true }),
  ),
  says('sent without being asked', 'saml-unsolicited', () => unasked),
  says(
    'sent without being asked, to a browser that asked nothing',
    'saml-unsolicited',
    () => unasked,
    () => ({ request: null }),
  ),
  says('a transient NameID', 'saml-name-id', () => ({ nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' })),
  says('two NameIDs', 'saml-name-id', () => ({ nameId: `${evil}</saml:NameID><saml:NameID>ann@corp.example` })),
  says('an element inside NameID', 'saml-name-id', () => ({ nameId: `ann@corp.example<x xmlns="urn:x">.evil</x>` })),
  says('an empty NameID', 'saml-name-id', () => ({ nameId: ' ' })),
  says('two e-mail addresses', 'email-several', () => ({ attributes: [['email', 'ann@corp.example', evil]] })),
  says('two e-mail addresses in two attributes of one name', 'email-several', () => ({
    attributes: [
      ['email', 'ann@corp.example'],
      ['email', evil],
    ],
  })),
  says('no e-mail address', 'email-missing', () => ({ nameId: 'ann', attributes: [] })),
  says('an empty e-mail address', 'email-missing', () => ({ attributes: [['email', ' ']] })),
  says(
    'the name of the mapping not sent',
    'email-missing',
    () => ({}),
    () => ({ mapping: { email: 'mail' } }),
  ),
  says(
    'used already',
    'saml-replayed',
    () => ({}),
    () => ({ isFirstUse: () => Promise.resolve(false) }),
  ),
]

export const corpus: readonly Attack[] = [...inForm, ...inText, ...wrapped, ...fragile, ...inStructure, ...inSignature, ...inAssertion]
