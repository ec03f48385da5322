import { expect, test } from 'vitest'
import type { Lack } from '../kernel/actor.ts'
import { passes, type Intent } from './gate.ts'

const cases: [lacking: readonly Lack[], intent: Intent, passing: ReturnType<typeof passes>, because: string][] = [
  [[], 'other', 'all', 'nothing is lacking'],
  [[], 'deactivates-user', 'all', 'nothing is lacking, so what else it changes is applied as well'],
  [['paused'], 'deletes-user', 'all', 'it only ends access'],
  [['paused'], 'deactivates-user', 'deactivation', 'the rest of it might give access'],
  [['paused'], 'other', 'nothing', 'it might give access'],
]
test.each(cases)('of a directory that lacks %j, a write that %s passes: %s, since %s', (lacking, intent, passing) => {
  expect(passes(lacking, intent)).toBe(passing)
})
