import type { TeamId } from '../kernel/ids.ts'
import type { Refusal } from '../kernel/refusal.ts'
import type { Reader } from '../store/open.ts'
import { toAdmissionRefusal } from './admission-words.ts'
import { isOwnAddress, listVerifiedDomains } from './domains.ts'

/**
 * What a test makes of an address outside the team's verified domains: whoever has it is refused at a real sign-in, and so in the test. A team that has verified none yet may set up its connection first, and is
 * told what is missing.
 */
export async function judgeTestAddress(
  db: Reader,
  teamId: TeamId,
  email: string | null,
  isUnverified = false,
): Promise<{ failure: Refusal | null; problems: { code: string; detail: string }[] }> {
  if (email === null) return { failure: null, problems: [] }
  if (await isOwnAddress(db, teamId, email))
    return { failure: isUnverified ? toAdmissionRefusal({ because: 'email-unverified' }, email) : null, problems: [] }
  const foreign = toAdmissionRefusal({ because: 'email-foreign' }, email)
  if ((await listVerifiedDomains(db, teamId)).length > 0) return { failure: foreign, problems: [] }
  return { failure: null, problems: [{ code: foreign.kind.code, detail: foreign.message }] }
}
