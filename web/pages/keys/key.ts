import type { Item } from '../../api/answer.ts'

export type Key = Item<'/v1/api_keys'>
/** Whose keys: the team's, or one's own. */
export type Of = 'team' | 'personal'
