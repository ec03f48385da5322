import type { Theme } from '../case.ts'
import { attributes } from './attributes.ts'
import { bulk } from './bulk.ts'
import { cursorPaging } from './cursor-paging.ts'
import { discovery } from './discovery.ts'
import { errors } from './errors.ts'
import { etags } from './etags.ts'
import { filtering } from './filtering.ts'
import { groups } from './groups.ts'
import { interoperability } from './interoperability.ts'
import { patch } from './patch.ts'
import { projection } from './projection.ts'
import { put } from './put.ts'
import { searching } from './search.ts'
import { security } from './security.ts'
import { sortingAndPaging } from './sorting-and-paging.ts'
import { users } from './users.ts'

/** In the order in which they run. */
export const themes: readonly Theme[] = [
  discovery,
  users,
  groups,
  filtering,
  sortingAndPaging,
  cursorPaging,
  projection,
  put,
  patch,
  bulk,
  searching,
  etags,
  errors,
  security,
  interoperability,
  attributes,
]
