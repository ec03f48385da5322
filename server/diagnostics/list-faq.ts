import { listDirectories } from '../directory/directories.ts'
import { listSigns, type Sign } from '../journal/traffic.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader } from '../store/open.ts'
import { isLiving, placeOf } from './directory-facts.ts'
import { answerFaq, type FaqDirectory, type FaqEntry } from './faq.ts'
import type { FindingCode } from './finding-facts.ts'
import { listFindings } from './list-findings.ts'
import { rhythmOf } from './traffic-findings.ts'

/** The frequent questions with the answers of a team. `isSeen` leaves out what the reader may not see. */
export async function listFaq(db: Reader, teamId: TeamId, now: Timestamp, isSeen: (code: FindingCode) => boolean): Promise<FaqEntry[]> {
  const findings = (await listFindings(db, teamId, now)).filter(({ code }) => isSeen(code))
  const signs = await listSigns(db, teamId)
  const directories = (await listDirectories(db, teamId)).filter(isLiving).map((directory): FaqDirectory => {
    const { of, steps } = placeOf(directory)
    const own: readonly Sign[] = signs.get(directory.directoryId) ?? []
    const cycle = rhythmOf(own, steps.cycleMinutes)
    return {
      name: of.directoryName,
      provider: of.provider,
      providerName: of.providerName,
      assignMenu: steps.assign,
      groupsMenu: steps.groups,
      rhythm: steps.rhythm,
      cycleMinutes: cycle?.cycleMinutes ?? null,
      isMeasured: cycle?.isMeasured ?? false,
      lastRequestAt: directory.lastRequestAt ?? own[0]?.at ?? null,
      lastChangeAt: own.find(({ hasChanged }) => hasChanged)?.at ?? null,
    }
  })
  return answerFaq(findings, directories)
}
