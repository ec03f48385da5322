import type { Row } from '../store/open.ts'
import type { Change, Note } from './changes.ts'

export { findProvisioningEntry, listSignInRows } from './journal.sql.ts'

/** What an entry says that moved. */
export const changesOf = ({ changes }: Pick<Row<'journal'>, 'changes'>): Change[] => (changes ?? []) as Change[] // record.ts writes nothing else there

/** What an entry says that its request met. */
export const notesOf = ({ notes }: Pick<Row<'journal'>, 'notes'>): Note[] => (notes ?? []) as Note[] // record.ts writes nothing else there

export const unknownIn = (note: Note): string[] => (note.code === 'unknown-members' ? note.unknown.first : [])
