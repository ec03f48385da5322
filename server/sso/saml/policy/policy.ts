import { refusal, type Refusal } from '../../../kernel/refusal.ts'
import { emailMissing, emailSeveral } from '../../admission-refusals.ts'
import * as assertion from './assertion-checks.ts'
import * as forms from './form-checks.ts'
import * as structure from './structure.ts'
import * as texts from './text-checks.ts'
import * as trust from './trust-checks.ts'

/** What each stage looks at. A check says what is wrong, in words for an admin, or nothing. */
type Looks = {
  /** The fields that the browser posted. */
  form: forms.FormFacts
  /** The message as it was posted. */
  posted: string
  /** What that says, as bytes. */
  bytes: Uint8Array
  /** The message as text, and the text that was encrypted in it: before anything parses it. */
  text: string
  /** The message as a tree, and the tree that was encrypted in it: before anything is verified. */
  structure: [structure.Structure, { acceptsSha1: boolean }]
  /** The stored certificates. */
  trust: trust.Trust
  /** The bytes that the verifier returned. */
  assertion: assertion.Verified
  /** Whether the store has taken this assertion's ID for the first time. */
  use: boolean
}
export type Stage = keyof Looks
type Refuse = (detail: string) => Refusal
export type Check<S extends Stage> = { stage: S; code: string; refuse: Refuse; find: (facts: Looks[S]) => string | undefined }

const check =
  <S extends Stage>(stage: S, status: number) =>
  /** `title` is a refusal where it was declared elsewhere. */
  (code: string, title: string | Refuse, find: (facts: Looks[S]) => string | undefined): Check<S> => ({
    stage,
    code,
    refuse: typeof title === 'string' ? refusal({ code, status, title }) : title,
    find,
  })

const form = check('form', 400)
const posted = check('posted', 400)
const bytes = check('bytes', 400)
const text = check('text', 400)
const tree = (code: string, title: string, find: (one: structure.Structure, settings: { acceptsSha1: boolean }) => string | undefined) =>
  check('structure', 403)(code, title, ([one, settings]) => find(one, settings))
const key = check('trust', 403)
const said = check('assertion', 403)
const use = check('use', 403)

/**
 * What an answer must be for anybody to get in by it, in the order in which it is looked at: the first that finds something refuses.
 * The library between `trust` and `assertion` verifies the signature and decrypts; all else is decided here.
 */
export const policy = [
  // Profiles §4.1.4.5, bindings §3.5: one form field, and RelayState is ours.
  form('saml-form', 'Not one SAMLResponse', forms.findNotOneMessage),
  form('saml-relay-state', 'Not our RelayState', forms.findWrongRelayState),
  // Before anything parses it.
  posted('saml-too-large', 'Larger than an answer is', texts.findTooLarge),
  posted('saml-not-base64', 'Not base64', texts.findNotBase64),
  bytes('saml-not-utf8', 'Not UTF-8', texts.findNotUtf8),
  text('saml-doctype', 'A document type', texts.findDoctype),
  text('saml-entity', 'An entity', texts.findEntity),
  text('saml-processing-instruction', 'A processing instruction', texts.findInstruction),
  text('saml-comment', 'A comment', texts.findComment),
  text('saml-cdata', 'A CDATA section', texts.findCdata),
  text('saml-character', 'A character that XML forbids', texts.findForbiddenCharacter),
  text('saml-too-deep', 'Nested too deep', texts.findTooDeep),
  // One message, one assertion, one meaning.
  tree('saml-not-a-response', 'Not an answer of SAML 2.0', structure.findWrongRoot),
  tree('saml-namespace', 'An element in a foreign namespace', structure.findForeignNamespace),
  tree('saml-status', 'The identity provider refused', structure.findFailure),
  tree('saml-one-assertion', 'Not exactly one assertion', structure.findOtherAssertions),
  tree('saml-duplicate-id', 'An ID that is not unique', structure.findSecondId),
  // What is signed, where, and with what.
  tree('saml-unsigned', 'Not signed', structure.findUnsigned),
  tree('saml-encrypted-unsigned', 'Encrypted, not signed', structure.findUnsignedInner),
  tree('saml-signature-place', 'A signature of something else', structure.findMisplacedSignature),
  tree('saml-algorithm', 'An algorithm that is not taken', structure.findWeakAlgorithm),
  tree('saml-sha1', 'Signed with SHA-1', structure.findSha1),
  tree('saml-transform', 'A transformation that is not taken', structure.findForeignTransform),
  tree('saml-encryption', 'Encrypted in a way that is not taken', structure.findWeakEncryption),
  key('saml-no-certificate', 'No certificate', trust.findNoCertificate),
  key('saml-certificate-expired', 'The certificate has expired', trust.findAllExpired),
  // The library verifies here; what follows looks at what it returned.
  said('saml-destination', 'Meant for another address', assertion.findWrongDestination),
  said('saml-issuer', 'From another identity provider', assertion.findWrongIssuer),
  said('saml-audience', 'For another service', assertion.findWrongAudience),
  said('saml-no-bearer', 'No bearer confirmation', assertion.findNoBearer),
  said('saml-recipient', 'To be brought elsewhere', assertion.findWrongRecipient),
  said('saml-no-expiry', 'No end given', assertion.findNoEnd),
  said('saml-expired', 'Expired', assertion.findExpired),
  said('saml-not-yet-valid', 'Not valid yet', assertion.findNotYetValid),
  said('saml-too-old', 'Too old', assertion.findTooOld),
  said('saml-session-over', 'The session there is over', assertion.findSessionOver),
  said('saml-in-response-to', 'An answer to another request', assertion.findWrongRequest),
  said('saml-unsolicited', 'Sent without being asked', assertion.findUnasked),
  said('saml-name-id', 'Not one subject', assertion.findNoName),
  said('email-missing', emailMissing, assertion.findNoEmail),
  said('email-several', emailSeveral, assertion.findSeveralEmails),
  use('saml-replayed', 'Used already', (isFirst) =>
    isFirst ? undefined : 'This answer was used before. Each signs in once: begin the sign-in again.',
  ),
] as const
export type Policy = readonly (typeof policy)[number][]

/** Runs the checks of one stage. Refuses: whatever the first of them finds. */
export function runChecks<S extends Stage>(checks: Policy, stage: S, facts: Looks[S]): void {
  for (const each of checks) {
    if (each.stage !== stage) continue
    // The stage of a check says what it looks at, which a comparison does not tell the compiler.
    const detail = (each as unknown as Check<S>).find(facts)
    if (detail !== undefined) throw each.refuse(detail)
  }
}
