import { expect, test } from 'vitest'
import { realEnvironment } from '../kernel/environment.ts'
import { keepLastOwner } from './last-owner.ts'

const member = (role: 'owner' | 'admin' | 'member') => ({ member: { memberId: realEnvironment.newId('mem'), role } })
const [ada, bob] = [member('owner'), member('owner')]
const [admin, eve] = [member('admin'), member('member')]
const idsOf = (people: (typeof ada)[]) => new Set(people.map(({ member: { memberId } }) => memberId))

const cases: [because: string, leaving: (typeof ada)[], owners: (typeof ada)[], out: (typeof ada)[], kept: (typeof ada)[]][] = [
  ['who is no owner goes, whatever else they may do', [admin, eve], [ada], [admin, eve], []],
  ['an owner goes while another one stays', [ada], [ada, bob], [ada], []],
  ['the only owner stays, and the others go', [eve, ada, admin], [ada], [eve, admin], [ada]],
  ['of owners who all go the last one stays', [ada, eve, bob], [ada, bob], [ada, eve], [bob]],
  ['who was an owner and is out already is not the last one', [ada], [bob], [ada], []],
]
test.each(cases)('%s', (_because, leaving, owners, out, kept) => {
  expect(keepLastOwner(leaving, idsOf(owners))).toEqual({ out, kept })
})

test('owners who leave some at a time are parted as if at once', () => {
  const owners = idsOf([ada, bob])
  expect(keepLastOwner([ada], owners)).toEqual({ out: [ada], kept: [] })
  expect(keepLastOwner([bob], owners)).toEqual({ out: [], kept: [bob] })
})
