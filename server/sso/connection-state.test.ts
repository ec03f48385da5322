import { expect, test } from 'vitest'
import { connectionStates, stateAfter, type ConnectionState, type ConnectionStep } from './connection-state.ts'

const refused = undefined
// Columns: draft, configured, tested, active, inactive.
const table: [step: ConnectionStep, ...after: (ConnectionState | undefined)[]][] = [
  ['complete', 'configured', 'configured', 'tested', 'active', 'inactive'],
  ['lack', 'draft', 'draft', 'tested', 'active', 'inactive'],
  ['replace', 'draft', 'draft', 'draft', refused, 'draft'],
  ['pass_test', refused, 'tested', 'tested', 'active', 'inactive'],
  ['activate', refused, refused, 'active', 'active', 'active'],
  ['deactivate', refused, refused, refused, 'inactive', 'inactive'],
]

test.each(table)('%s: what becomes of a draft, a configured, a tested, an active and an inactive connection', (step, ...after) => {
  expect(connectionStates.map((state) => stateAfter(state, step))).toEqual(after)
})
