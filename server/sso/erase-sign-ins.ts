import { listSessionIdsOf } from '../access/sessions.ts'
import { erased, namesOf, type Forgotten } from '../journal/erase.ts'
import type { MemberId, TeamId } from '../kernel/ids.ts'
import type { Row, Trx } from '../store/open.ts'
import { eraseConnectionTest, listConnectionTestsOfTeam } from './connection-tests.sql.ts'
import { deleteIdentitiesOf } from './identities.sql.ts'
import { deleteSamlSessionsOf } from './saml-sessions.sql.ts'

/** Forgets what identity providers called a member who is erased: the links, what their sessions were called there, and the test sign-ins that show or name them. */
export async function eraseSignInsOf(trx: Trx, teamId: TeamId, memberId: MemberId, who: Forgotten): Promise<void> {
  await deleteIdentitiesOf(trx, teamId, memberId)
  await deleteSamlSessionsOf(trx, teamId, await listSessionIdsOf(trx, teamId, memberId))
  const isNamed = namesOf(who)
  for (const test of await listConnectionTestsOfTeam(trx, teamId)) {
    const isTheirs = test.provenMemberId === memberId || shownBy(test).some(isNamed)
    const isBegunByThem = test.memberId === memberId || isNamed(test.startedBy)
    if (isTheirs || isBegunByThem) await eraseConnectionTest(trx, test, { isShown: !isTheirs, startedBy: isBegunByThem ? erased : test.startedBy })
  }
}

/** What a test shows of whoever signed in. */
const shownBy = ({ detail, received, mapped, problems }: Row<'connectionTests'>): string[] => [
  detail ?? '',
  ...[received, mapped, problems].map((value) => JSON.stringify(value)),
]
