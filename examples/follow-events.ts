/** Follows what happens in a team, and keeps one's own list of who is in. `PURSER_URL=…/v1 PURSER_KEY=… node examples/follow-events.ts` */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const { PURSER_URL = 'http://127.0.0.1:8080/v1', PURSER_KEY = '', FOLLOW_FILE = 'followed.json' } = process.env
type State = { cursor: string | null; members: Record<string, string> }
const state: State = existsSync(FOLLOW_FILE) ? JSON.parse(readFileSync(FOLLOW_FILE, 'utf8')) : { cursor: null, members: {} }

for (;;) {
  const after = state.cursor === null ? '' : `&after=${state.cursor}`
  const headers = { authorization: `Bearer ${PURSER_KEY}` }
  const answer = await fetch(`${PURSER_URL}/events?limit=500${after}`, { headers }).catch(() => undefined)
  if (answer === undefined || answer.status >= 500) await pause(5_000) // it is away: nothing is lost, and the same is asked again
  else if (answer.status !== 200) throw new Error(await answer.text()) // 410: read GET /v1/members anew, and begin without a cursor
  else {
    const { items, next_cursor, has_more } = JSON.parse(await answer.text())
    for (const { type, data } of items) {
      if (type.startsWith('member.')) state.members[data.id] = data.status ?? state.members[data.id] ?? 'active'
      if (type === 'effective_limit.increased') console.log(`${data.count} may spend more: ${data.cause}`)
      if (type === 'spend.threshold_reached') console.log(`${data.member_id ?? 'the team'} has spent ${data.spent} ${data.currency}`)
    }
    state.cursor = next_cursor
    writeFileSync(`${FOLLOW_FILE}.new`, JSON.stringify(state)) // what was done, and how far: together, so that each event counts once
    renameSync(`${FOLLOW_FILE}.new`, FOLLOW_FILE) // a crash while it is written leaves the old one whole
    if (!has_more && process.argv.includes('--once')) break
    if (!has_more) await pause(1_000)
  }
}
