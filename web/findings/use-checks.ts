import { useState } from 'react'
import { keyOf } from './key-of.ts'
import type { Finding } from './told.ts'

/** What came of asking again: it is still so, or it is gone. */
export type Check = { finding: Finding; outcome: 'still' | 'gone' }

/**
 * Asks again for findings, one or all of them, and remembers what came of it while the page is shown. What is gone stays to be seen, as gone, and everything
 * where it was: what moves loses the focus.
 */
export function useChecks(items: readonly Finding[], ask: () => Promise<readonly Finding[] | undefined>) {
  const [checks, setChecks] = useState<ReadonlyMap<string, Check>>(new Map())
  const [places, setPlaces] = useState<readonly string[]>([])
  const [asking, setAsking] = useState<string | undefined>()
  const here = new Set(items.map(keyOf))
  const gone = [...checks].flatMap(([key, { finding, outcome }]) => (outcome === 'gone' && !here.has(key) ? [finding] : []))
  const shown = inPlaces([...items, ...gone], places)
  const check = async (which: readonly Finding[], name: string) => {
    setAsking(name)
    setPlaces(shown.map(keyOf))
    const now = await ask()
    setAsking(undefined)
    if (!now) return
    const found = new Set(now.map(keyOf))
    const outcomes = which.map((finding) => [keyOf(finding), { finding, outcome: found.has(keyOf(finding)) ? 'still' : 'gone' }] as const)
    setChecks((before) => new Map([...before, ...outcomes]))
  }
  return {
    /** What is so, and what is gone. */
    shown,
    /** What came of it, where it still holds. */
    of: (finding: Finding): Check | undefined => {
      const known = checks.get(keyOf(finding))
      return known?.outcome === 'gone' && here.has(keyOf(finding)) ? undefined : known
    },
    isAsking: (finding: Finding) => asking === keyOf(finding),
    isAskingAll: asking === 'all',
    check: (finding: Finding) => void check([finding], keyOf(finding)),
    checkAll: () => void check(items, 'all'),
  }
}

/** Those that had a place keep it, and what is new comes after them. */
function inPlaces(findings: readonly Finding[], places: readonly string[]): Finding[] {
  const known = new Map(places.map((key, place) => [key, place]))
  const placeOf = (finding: Finding) => known.get(keyOf(finding)) ?? places.length
  return findings.toSorted((one, other) => placeOf(one) - placeOf(other))
}
