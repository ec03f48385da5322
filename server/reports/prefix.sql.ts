import { sql, type RawBuilder, type SqlBool } from 'kysely'

/** Before what everything ends that begins so: the columns are sorted by bytes, and no sign comes after this one. */
export const endOfPrefix = (prefix: string): string => `${prefix}\u{10FFFF}`

/** All of these conditions. */
export const joined = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<SqlBool> => sql`${sql.join(conditions, sql` and `)}`
