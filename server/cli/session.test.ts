import { expect, test } from 'vitest'
import { toPrintable } from './session.ts'

test.each<[words: string, printed: string, because: string]>([
  ['Ada may spend 5\u00A0€:\n\tEng, Büro', 'Ada may spend 5\u00A0€:\n\tEng, Büro', 'words, lines and columns'],
  ['\u001B[2J\u001B]0;owned\u0007Ada', '\uFFFD[2J\uFFFD]0;owned\uFFFDAda', 'what clears a screen, or names a window'],
  ['Ada\rMallory', 'Ada\uFFFDMallory', 'what writes over a line'],
  ['\u009B2JAda', '\uFFFD2JAda', 'the same in one character'],
  ['\u202EadA', '\uFFFDadA', 'what turns the direction'],
])('%j is printed as %j: %s', (words, printed, _because) => expect(toPrintable(words)).toBe(printed))
