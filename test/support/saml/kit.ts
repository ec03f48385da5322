import { Refusal } from '../../../server/kernel/refusal.ts'
import { toTimestamp } from '../../../server/kernel/timestamp.ts'
import type { Form } from '../../../server/sso/saml/policy/form-checks.ts'
import type { Policy } from '../../../server/sso/saml/policy/policy.ts'
import type { KeyPair } from '../../../server/sso/saml/sp-keys.ts'
import { verifyResponse, type Expectation } from '../../../server/sso/saml/verify-response.ts'
import { makeKeys, rightAnswer, toBase64, type Answer } from './identity-provider.ts'

/** A provider, a service and an attacker, each with keys, at one moment. */
export type Kit = { idp: KeyPair; ours: KeyPair; attacker: KeyPair; now: Expectation['now']; answer: (changes?: Partial<Answer>) => Answer }

export const us = { entityId: 'https://purser.example/sso/con_1/metadata', acsUrl: 'https://purser.example/sso/con_1/acs' }
export const issuer = 'https://idp.example/saml'
export const victim = 'ann@corp.example'
export const request = { requestId: '_request1', relayState: 'handle-1' }

export async function makeKit(): Promise<Kit> {
  const [idp, ours, attacker] = await Promise.all([makeKeys(), makeKeys('purser.example'), makeKeys('idp.example')])
  const now = toTimestamp(Date.now())
  const right = () => rightAnswer({ issuer, acsUrl: us.acsUrl, audience: us.entityId, requestId: request.requestId, email: victim, now })
  return { idp, ours, attacker, now, answer: (changes = {}) => ({ ...right(), ...changes }) }
}

export function expectation({ idp, ours, now }: Kit, changes: Partial<Expectation> = {}): Expectation {
  const seen = new Set<string>()
  return {
    us: { ...us, ...ours },
    provider: { entityId: issuer, certificates: [idp.certificate], acceptsSha1: false, mayStart: false },
    mapping: {},
    request,
    now,
    isFirstUse: (id) => Promise.resolve(!seen.has(id) && Boolean(seen.add(id))),
    ...changes,
  }
}

export const formOf = (xml: string): Form => [
  ['SAMLResponse', toBase64(xml)],
  ['RelayState', request.relayState],
]

/** Who got in, or the code that it was refused with. */
export async function outcomeOf(form: Form, against: Expectation, policy?: Policy): Promise<{ in: string } | { refused: string; detail: string }> {
  try {
    const { assertion } = await verifyResponse(form, against, policy)
    return { in: assertion.nameIds[0]?.value ?? '' }
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.kind.code, detail: error.message }
    throw error
  }
}
