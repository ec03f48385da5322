import type { Element } from '@xmldom/xmldom'
import { attributeOf, childrenOf, follow, plainText } from '../xml.ts'

/** All of it is the name: a persistent one is unique between its two qualifiers alone (core §8.3.7). */
export type NameId = { value: string; format: string | null; nameQualifier: string | null; spNameQualifier: string | null }
export type Confirmation = {
  method: string
  recipient: string | null
  inResponseTo: string | null
  notBefore: string | null
  notOnOrAfter: string | null
}
export type Conditions = { notBefore: string | null; notOnOrAfter: string | null }
export type AuthnStatement = { authnInstant: string | null; sessionIndex: string | null; sessionNotOnOrAfter: string | null }
export type Attribute = { name: string; friendlyName: string | null; values: readonly string[] }

/** An assertion as the verifier returned it, and nothing from elsewhere. Lists where a message could have several: the checks say how many may be. */
export type VerifiedAssertion = {
  id: string
  issueInstant: string | null
  issuers: readonly (string | undefined)[]
  nameIds: readonly (NameId | undefined)[]
  confirmations: readonly Confirmation[]
  conditions: readonly Conditions[]
  /** One list for each restriction; each must name us. */
  audiences: readonly (readonly string[])[]
  authnStatements: readonly AuthnStatement[]
  attributes: readonly Attribute[]
}

/** What stands around the assertion. Where only the assertion is signed nobody vouches for it, so that it can refuse and nothing else. */
export type ResponseFacts = { destination: string | null; issuers: readonly (string | undefined)[]; inResponseTo: string | null }

export const readResponse = (root: Element): ResponseFacts => ({
  destination: attributeOf(root, 'Destination') ?? null,
  issuers: childrenOf(root, 'saml', 'Issuer').map(plainText),
  inResponseTo: attributeOf(root, 'InResponseTo') ?? null,
})

export function readAssertion(root: Element): VerifiedAssertion {
  const subjects = childrenOf(root, 'saml', 'Subject')
  const conditions = childrenOf(root, 'saml', 'Conditions')
  return {
    id: attributeOf(root, 'ID') ?? '',
    issueInstant: attributeOf(root, 'IssueInstant') ?? null,
    issuers: childrenOf(root, 'saml', 'Issuer').map(plainText),
    nameIds: subjects.flatMap((subject) => childrenOf(subject, 'saml', 'NameID')).map(readNameId),
    confirmations: subjects.flatMap((subject) => childrenOf(subject, 'saml', 'SubjectConfirmation')).map(readConfirmation),
    conditions: conditions.map((each) => ({
      notBefore: attributeOf(each, 'NotBefore') ?? null,
      notOnOrAfter: attributeOf(each, 'NotOnOrAfter') ?? null,
    })),
    audiences: conditions
      .flatMap((each) => childrenOf(each, 'saml', 'AudienceRestriction'))
      .map((restriction) => childrenOf(restriction, 'saml', 'Audience').flatMap((audience) => plainText(audience)?.trim() ?? [])),
    authnStatements: childrenOf(root, 'saml', 'AuthnStatement').map((statement) => ({
      authnInstant: attributeOf(statement, 'AuthnInstant') ?? null,
      sessionIndex: attributeOf(statement, 'SessionIndex') ?? null,
      sessionNotOnOrAfter: attributeOf(statement, 'SessionNotOnOrAfter') ?? null,
    })),
    attributes: follow(root, ['saml', 'AttributeStatement'], ['saml', 'Attribute']).map(readAttribute),
  }
}

function readNameId(element: Element): NameId | undefined {
  const value = plainText(element)?.trim()
  const attribute = (name: string) => attributeOf(element, name) ?? null
  if (value === undefined) return undefined
  return { value, format: attribute('Format'), nameQualifier: attribute('NameQualifier'), spNameQualifier: attribute('SPNameQualifier') }
}

function readConfirmation(element: Element): Confirmation {
  const [data, ...others] = childrenOf(element, 'saml', 'SubjectConfirmationData')
  const attribute = (name: string) => (data && others.length === 0 ? (attributeOf(data, name) ?? null) : null)
  return {
    method: attributeOf(element, 'Method') ?? '',
    recipient: attribute('Recipient'),
    inResponseTo: attribute('InResponseTo'),
    notBefore: attribute('NotBefore'),
    notOnOrAfter: attribute('NotOnOrAfter'),
  }
}

/** A value that holds elements, such as an eduPersonTargetedID, is left out: it is no text. */
const readAttribute = (element: Element): Attribute => ({
  name: attributeOf(element, 'Name') ?? '',
  friendlyName: attributeOf(element, 'FriendlyName') ?? null,
  values: childrenOf(element, 'saml', 'AttributeValue').flatMap((value) => plainText(value)?.trim() ?? []),
})
