import type { Item } from '../../api/answer.ts'

/** The limit of a deleted group, and which groups may take it over. */
export type Orphan = Item<'/v1/spend_limits/orphaned'>
