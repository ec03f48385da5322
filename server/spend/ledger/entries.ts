export {
  listBookedEvents,
  listCorrected,
  listCorrections,
  pageEntryRows,
  type EntryFilter,
  type EntryPlace,
  type EntryRow,
  type EventName,
} from './entries.sql.ts'
