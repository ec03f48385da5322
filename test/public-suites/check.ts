import { expect } from 'vitest'
import type { Exchange, Given } from '../support/exchange.ts'

export type Check = [name: string, given: Given, exchanges: readonly Exchange[]]
/** The checks of a suite, which are to be found at its source. */
export type Suite = { suite: string; source: string; checks: readonly Check[] }

export const text = expect.stringMatching(/./)
/** A user as Okta's suite wants to see one. */
export const named = { id: text, userName: text, active: true, name: { givenName: text, familyName: text }, emails: [{ value: text }] }
