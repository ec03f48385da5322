import { assert } from '../kernel/assert.ts'
import type { Environment } from '../kernel/environment.ts'
import type { MemberId } from '../kernel/ids.ts'
import { ScansBusy, ScanTooLong, type Db } from '../store/open.ts'
import type { Hypothesis } from './hypothesis.ts'
import { effects, type Counts, type ImpactEffect } from './impact-shape.ts'
import { countChanges, listChanges, type ChangedRow, type Stretch } from './limit-changes.sql.ts'
import { previewsBusy, previewTooLong } from './refusals.ts'
import { countActive, listTouched } from './touched-members.sql.ts'

/** So many members are looked at in one scan: others have theirs between two of them. */
const membersPerScan = 5_000
/** Where the groups that a change names hold more, the whole team is gone through: that costs little more, and no list of everybody is kept. */
const mostEdges = 20_000
const secondsUntilNext = 3
/** How long one preview may take in all. */
const previewMilliseconds = 30_000

type Walk = { from: MemberId | undefined; effect: ImpactEffect | undefined; limit: number }
type Ground = Omit<Stretch, 'of' | 'size'>

/**
 * Goes through the members whom a change may move from one on: to the end where all are to be counted, else until the page is full.
 * Refuses: preview-too-long, previews-busy.
 */
export async function walkChanges(
  db: Db,
  environment: Environment,
  ground: Ground,
  { from, effect, limit }: Walk,
): Promise<{ rows: ChangedRow[]; counts: Counts }> {
  const until = environment.elapsed() + previewMilliseconds
  const rows: ChangedRow[] = []
  const counts: Counts = { members: 0, rises: 0, falls: 0, stays: 0, unlimited: 0, blocked: 0, unblocked: 0 }
  const touched = await readTouched(db, ground)
  if (touched && from === undefined) counts.members = await readActive(db, ground)
  for (let place = from; ;) {
    if (environment.elapsed() > until) throw tooLong()
    const next = nextOf(ground, touched, place)
    const [found] = next ? await scan(() => db.scan(countChanges(db.read, next))) : []
    const last = next && 'those' in next.of ? next.of.those.at(-1) : found?.last
    if (!next || !found || !last) return { rows, counts: settled(counts) }
    if (!touched) counts.members += Number(found.members)
    for (const each of effects) counts[each] += Number(found[each])
    const isAny = effect ? found[effect] > 0n : found.rises + found.falls > 0n
    if (isAny && rows.length < limit) rows.push(...(await scan(() => db.scan(listChanges(db.read, next, effect, limit - rows.length)))))
    if (from !== undefined && rows.length >= limit) return { rows, counts }
    place = last
  }
}

const settled = (counts: Counts): Counts => ({ ...counts, stays: counts.members - counts.rises - counts.falls })

/** Whether anybody may be moved, and not only those whom the change names or whose groups it does. A total moves nobody: it is a limit of none of them. */
const isOfAll = ({ limits, settings }: Hypothesis): boolean =>
  Object.keys(settings).length > 0 || limits.some(({ scope }) => scope === 'team_default')

/** Whom a change may move, in the order of their ids; undefined where that may be anybody, or are too many. */
async function readTouched(db: Db, { teamId, hypothesis, before, hasFrozen }: Ground): Promise<MemberId[] | undefined> {
  if (isOfAll(hypothesis)) return undefined
  const rows = await scan(() => db.scan(listTouched(db.read, { teamId, hypothesis, expands: before.expands, hasFrozen, mostEdges })))
  if (rows[0] && rows[0].edges > mostEdges) return undefined
  return rows.flatMap(({ memberId }) => memberId ?? [])
}

async function readActive(db: Db, { teamId }: Ground): Promise<number> {
  const [found] = await scan(() => db.scan(countActive(db.read, teamId)))
  assert(found, 'a count has a row')
  return Number(found.members)
}

/** The stretch after a member; undefined where it is known that there is none. */
function nextOf(ground: Ground, touched: MemberId[] | undefined, after: MemberId | undefined): Stretch | undefined {
  if (!touched) return { ...ground, of: { after }, size: membersPerScan }
  const start = after === undefined ? 0 : touched.findIndex((memberId) => memberId > after)
  const those = start < 0 ? [] : touched.slice(start, start + membersPerScan)
  return those.length === 0 ? undefined : { ...ground, of: { those }, size: membersPerScan }
}

async function scan<Row>(run: () => Promise<Row[]>): Promise<Row[]> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof ScanTooLong) throw tooLong()
    if (error instanceof ScansBusy)
      throw previewsBusy('Too many previews and searches wait already. Nothing was changed. Ask again in a few seconds.', {
        retry_after: secondsUntilNext,
      })
    throw error
  }
}

const tooLong = () =>
  previewTooLong(
    `What this would do could not be told within ${previewMilliseconds / 1000} seconds, and nothing was changed. Try again when less is going on, or preview fewer changes at once.`,
  )
