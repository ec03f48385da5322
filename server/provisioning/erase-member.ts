import { eraseAccessOf } from '../access/end-access.ts'
import { revokeKeysOfMember } from '../access/api-keys.ts'
import { eraseUsersOf } from '../directory/erase-users.ts'
import { eraseTokenMakers } from '../directory/tokens.ts'
import { erased, eraseInJournal } from '../journal/erase.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import { makerIdOf, type Actor } from '../kernel/actor.ts'
import type { MemberId } from '../kernel/ids.ts'
import { followPerson, lockMember } from '../members/membership.ts'
import { stillThere } from '../members/refusals.ts'
import { eraseSpender } from '../spend/erase-spender.ts'
import { eraseLimitReasons } from '../spend/set-limit.ts'
import { eraseSignInsOf } from '../sso/erase-sign-ins.ts'
import { listIdentitiesOf } from '../sso/identities.ts'
import { write, type Db } from '../store/open.ts'

/** Shorter ones are initials, which name nobody. */
const shortestName = 3

/**
 * Forgets who somebody was: blanks their names and addresses in the team's tables, in the ledger and in the journal. Ids stay, and with them what they did
 * and spent. It cannot be undone. Answers in how many rows of the journal and of the ledger and its holds. Refuses: still-there.
 */
export function eraseMember(db: Db, by: Actor, memberId: MemberId): Promise<{ rows: number }> {
  return write(db, async (trx) => {
    const member = await lockMember(trx, by.teamId, memberId)
    if (member.status === 'active') throw stillThere(`${member.email ?? memberId} is in the team. Take them out first.`)
    const users = await eraseUsersOf(trx, by.teamId, memberId)
    if (!users)
      throw stillThere(`The identity provider still has ${member.email ?? memberId}. Delete the user there first: it would bring the names back.`)
    const keys = await revokeKeysOfMember(trx, by.teamId, memberId, { at: by.at, name: by.name, id: makerIdOf(by) })
    const ended: Change[] = keys === 0 ? [] : [{ kind: 'access.ended', member: memberId, sessions: 0, keys, links: 0 }]
    await followPerson(trx, member, { email: null, displayName: null }, by.at)
    const identities = await listIdentitiesOf(trx, by.teamId, [memberId])
    const asserted = identities.flatMap(({ subject, email }) => [subject, email])
    const names = [
      member.email,
      member.displayName,
      ...asserted,
      ...users.flatMap(({ userName, externalId, emailFolded }) => [userName, externalId, emailFolded]),
    ]
    const texts = [...new Set(names.filter((name) => name !== null && name.length >= shortestName))].filter((name) => name !== null)
    const makers = texts.map((text) => text.toLowerCase())
    await eraseAccessOf(trx, member, makers)
    await eraseTokenMakers(trx, by.teamId, makers, erased)
    await eraseLimitReasons(trx, by.teamId, memberId)
    const ids = [memberId, ...users.map(({ userId }) => userId)]
    await eraseSignInsOf(trx, by.teamId, memberId, { ids, texts })
    const spending = await eraseSpender(trx, by.teamId, memberId, { ids, texts }, by.requestId)
    const { rows: told, digest } = await eraseInJournal(trx, by.teamId, { ids, texts }, by.requestId)
    const rows = told + spending
    await record(trx, by, {
      operation: 'erase_member',
      subjectId: memberId,
      changes: [{ kind: 'member.erased', member: memberId, rows, digest }, ...ended],
    })
    return { rows }
  })
}
