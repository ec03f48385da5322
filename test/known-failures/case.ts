import type { Exchange, Given } from '../support/exchange.ts'

/** What a server is known to get wrong, the section or the report that tells of it, and what is right. */
export type Case = { wrong: string; source: string; given?: Given; right: readonly Exchange[] }
