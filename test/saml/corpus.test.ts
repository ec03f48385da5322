import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { policy } from '../../server/sso/saml/policy/policy.ts'
import { expectation, makeKit, outcomeOf, type Kit } from '../support/saml/kit.ts'
import { corpus } from './corpus.ts'

let kit: Kit
beforeAll(async () => {
  kit = await makeKit()
})

describe('an answer of SAML that is wrong is refused', () => {
  test.each(corpus)('$name: $code', async ({ code, post, against }) => {
    expect(await outcomeOf(await post(kit), expectation(kit, against?.(kit)))).toMatchObject({ refused: code })
  })
})

describe('each check of the policy is needed: without it an attack of the corpus is not refused so', () => {
  const met = { unprotected: [] as string[], behind: [] as string[] }
  test.each(policy.map(({ code }) => code))('%s', async (code) => {
    const without = policy.filter((check) => check.code !== code)
    const outcomes: object[] = []
    for (const { post, against } of corpus.filter((attack) => attack.code === code)) {
      outcomes.push(await outcomeOf(await post(kit), expectation(kit, against?.(kit)), without).catch((fault) => ({ fault })))
      if (outcomes.some((outcome) => 'in' in outcome)) break // nothing worse can come
    }
    const survived = outcomes.filter((outcome) => !('refused' in outcome) || outcome.refused !== code)
    expect(survived).not.toEqual([])
    met[survived.some((outcome) => 'in' in outcome) ? 'unprotected' : 'behind'].push(code)
  })
  test('the score', () => {
    const { unprotected, behind } = met
    expect(unprotected.length + behind.length).toBe(policy.length)
    const told = `The corpus (\`test/saml/corpus.ts\`) has ${corpus.length} attacks on ${policy.length} checks. Score of the mutation run over the policy (\`test/saml/corpus.test.ts\`): ${policy.length} of ${policy.length} checks are missed when they are taken out; ${unprotected.length} of them are all that stands between an attack and a sign-in, and behind the other ${behind.length} stands another.`
    console.info(told)
    expect(readFileSync('docs/security.md', 'utf8').replaceAll(/\s+/g, ' ')).toContain(told)
  })
})
