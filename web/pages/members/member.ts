import type { Item } from '../../api/answer.ts'

export type Member = Item<'/v1/members'>

/** What to call somebody: the name that is known of them. */
export const nameOf = ({ display_name: name, email, id }: Member): string => name ?? email ?? id
