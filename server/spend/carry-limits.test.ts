import { expect, test } from 'vitest'
import { realEnvironment } from '../kernel/environment.ts'
import { planCarrying, type GroupFacts } from './carry-limits.ts'

const group = (displayName: string, externalId: string | null = null): GroupFacts => ({
  groupId: realEnvironment.newId('grp'),
  displayName,
  displayNameFolded: displayName.toLowerCase(),
  externalId,
})
const eng = group('Eng', 'x1')
const ops = group('Ops')
const sameName = group('ENG')
const sameId = group('Engineering', 'x1')
const twinId = group('Engineers', 'x1')

const cases: [
  because: string,
  limited: GroupFacts[],
  heirs: GroupFacts[],
  hasLimit: GroupFacts[],
  carried: [GroupFacts, GroupFacts][],
  ended: GroupFacts[],
][] = [
  ['a name is the same in any letter case', [eng], [sameName], [], [[eng, sameName]], []],
  ['an externalId tells more than a name', [eng], [sameName, sameId], [], [[eng, sameId]], []],
  ['an externalId of several groups tells nothing', [eng], [sameName, sameId, twinId], [], [[eng, sameName]], []],
  ['a group without an externalId is found by its name alone', [ops], [group('Other'), group('ops')], [], [[ops, expect.anything()]], []],
  ['nothing is the same', [ops], [sameName], [], [], [ops]],
  ['the heir has a limit of its own', [eng], [sameName], [sameName], [], [eng]],
  [
    'of two who would hand on to one group the first does',
    [eng, group('Engineering')],
    [sameId],
    [],
    [[eng, sameId]],
    [expect.objectContaining({ displayName: 'Engineering' })],
  ],
]
test.each(cases)('%s', (_because, limited, heirs, hasLimit, carried, ended) => {
  const plan = planCarrying(limited, heirs, new Set(hasLimit.map(({ groupId }) => groupId)))
  expect(plan.carried.map(({ from, to }) => [from, to])).toEqual(carried)
  expect(plan.ended).toEqual(ended)
})
