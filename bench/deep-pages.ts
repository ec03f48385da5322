import type { Directory } from './directory.ts'
import { median, timed } from './timed.ts'

const count = 100
const jumpsTaken = 15

/** A walk through all users in pages, by place and by cursor: the first pages beside the last. And a jump to the end that no walk led to. */
export async function deepPages(directory: Directory): Promise<string[]> {
  const get = (query: string) => directory.ask({ method: 'GET', path: `/Users?count=${count}&attributes=userName&${query}` }, 200)
  const jumps: number[] = []
  for (let place = 0; place < jumpsTaken; place++) jumps.push(await timed(() => get(`startIndex=${directory.size - count - place}`)))
  const jump = median(jumps)
  const pages: (() => Promise<unknown>)[] = []
  for (let startIndex = 1; startIndex <= directory.size; startIndex += count) pages.push(() => get(`startIndex=${startIndex}`))
  const byPlace = await walk(pages)
  const alongCursors = (order: string) => {
    let cursor: string | undefined = ''
    return walk(
      pages.map(() => async () => {
        const { body } = await get(`${order}cursor=${cursor ?? ''}`)
        cursor = /"nextCursor":"([^"]+)"/.exec(body)?.[1]
      }),
    )
  }
  const byCursor = await alongCursors('')
  const byName = await alongCursors('sortBy=userName&')
  return [
    `Pages of ${count} among ${directory.size} users`,
    `  by place, in order: first ${byPlace.first.toFixed(2)} ms, last ${byPlace.last.toFixed(2)} ms: ${(byPlace.last / byPlace.first).toFixed(2)} x`,
    `  by cursor: first ${byCursor.first.toFixed(2)} ms, last ${byCursor.last.toFixed(2)} ms: ${(byCursor.last / byCursor.first).toFixed(2)} x`,
    `  by cursor, in the order of userName: first ${byName.first.toFixed(2)} ms, last ${byName.last.toFixed(2)} ms: ${(byName.last / byName.first).toFixed(2)} x`,
    `  a jump to the end: ${jump.toFixed(2)} ms, ${(jump / byPlace.first).toFixed(2)} x the first`,
  ]
}

/** The medians of the first and of the last tenth of the pages, without the very first, which counts. */
async function walk(pages: readonly (() => Promise<unknown>)[]): Promise<{ first: number; last: number }> {
  const taken: number[] = []
  for (const page of pages) taken.push(await timed(page))
  const tenth = Math.max(Math.floor(taken.length / 10), 1)
  return { first: median(taken.slice(1, tenth + 1)), last: median(taken.slice(-tenth)) }
}
