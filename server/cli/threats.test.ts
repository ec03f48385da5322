import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { threats } from './threats.ts'

const all = Object.values(threats).flat()
const files = [...new Set(all.flatMap(({ tests }) => tests))]

describe('the threat model', () => {
  test.each(all)('says by which tests it is held that: $threat', ({ defence, tests }) => {
    expect(defence).not.toBe('')
    expect(tests.length).toBeGreaterThan(0)
  })

  test.each(files)('names %s, which exists and tests something', (file) => {
    expect(readFileSync(file, 'utf8')).toMatch(/\btest(\.each)?\(/)
  })
})
