import type { PendingRequest } from '../parties.ts'

/** What a browser posted, in its order. */
export type Form = readonly (readonly [name: string, value: string])[]
export type FormFacts = { form: Form; request: PendingRequest | null }

const valuesOf = (form: Form, sought: string) => form.filter(([name]) => name === sought).map(([, value]) => value)

/** The one message of a form that passed `findNotOneMessage`. */
export const messageIn = (form: Form): string => valuesOf(form, 'SAMLResponse')[0] ?? ''

export function findNotOneMessage({ form }: FormFacts): string | undefined {
  const messages = valuesOf(form, 'SAMLResponse')
  const others = form.filter(([name]) => name === 'SAMLRequest' || name === 'SAMLart')
  if (messages.length !== 1 || others.length > 0)
    return `The form has ${messages.length} fields SAMLResponse${others.length > 0 ? ` and ${others.length} other messages` : ''}; exactly one SAMLResponse is taken.`
  return undefined
}

/** It is the handle that this browser set out with, and never an address to go to (bindings §3.4.3). A provider that starts by itself may have one of its own, which is no address either. */
export function findWrongRelayState({ form, request }: FormFacts): string | undefined {
  const states = valuesOf(form, 'RelayState')
  const [state = ''] = states
  if (states.length > 1) return 'The form has several fields RelayState.'
  if (Buffer.byteLength(state) > 80 || !/^[\w-]*$/.test(state))
    return `RelayState is "${state.slice(0, 100)}", which this service has not given out. Addresses are not followed.`
  return state === '' || request === null || state === request.relayState
    ? undefined
    : 'RelayState is of another sign-in than this browser’s. Begin the sign-in again.'
}
