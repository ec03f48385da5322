import { expect, test } from 'vitest'
import { nextStep, stepAfter, stepBefore, steps, stepsShown, type Step, type Stored } from './steps.ts'

const begun: Stored = { hasLiveToken: false, firstRequestAt: null, firstUserAt: null, firstGroupAt: null, hasLimit: false }
const at = '2026-11-30T00:00:00.000000Z'
const asked = { ...begun, hasLiveToken: true, firstRequestAt: at }
const all = { ...asked, firstUserAt: at, firstGroupAt: at, hasLimit: true }

const cases: [Stored | undefined, Step, because: string][] = [
  [undefined, 'provider', 'there is no directory yet'],
  [begun, 'token', 'the directory is there, and no token'],
  [{ ...begun, hasLiveToken: true }, 'configure', 'nothing has come yet'],
  [asked, 'test', 'it was only looked up'],
  [{ ...asked, firstUserAt: at }, 'test', 'people came, and no group'],
  [{ ...all, hasLimit: false }, 'limits', 'no group has a limit'],
  [all, 'done', 'nothing is open'],
  [{ ...all, hasLiveToken: false }, 'token', 'the token that worked is gone: nothing comes any more'],
]
test.each(cases)('%o goes on with %s: %s', (stored, step) => expect(nextStep(stored)).toBe(step))

test('whoever may set no limits is shown no step of limits, and is done without', () => {
  const shown = stepsShown((permission) => permission.startsWith('directory_setup:'))
  expect(shown).toEqual(['provider', 'token', 'configure', 'test', 'done'])
  expect(nextStep({ ...all, hasLimit: false }, shown)).toBe('done')
  expect([stepAfter('test', shown), stepBefore('done', shown), stepBefore('provider', shown)]).toEqual(['done', 'test', undefined])
  expect(stepsShown(() => true)).toEqual(steps)
})
