import type { Item } from '../../api/answer.ts'

export type Group = Item<'/v1/groups'>
