import { z } from 'zod'

/** The page that a list's client asks for: `?limit=&cursor=`. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1_000).optional(),
})

/** A list as it is answered. `next_cursor` asks for what comes after; null where nothing does. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next_cursor: z.string().nullable() })

/** A page of what was asked for with one more than the limit: that one tells that there is more. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  render: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): { items: Item[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(render), next_cursor: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}
