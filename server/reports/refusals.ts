import { refusal } from '../kernel/refusal.ts'

export const periodUnknown = refusal({ code: 'period-unknown', status: 422, title: 'No such period' })
export const reportTooLong = refusal({ code: 'report-too-long', status: 422, title: 'Too much to look through' })
export const reportsBusy = refusal({ code: 'reports-busy', status: 429, title: 'Others ask as well' })
export const memberLater = refusal({ code: 'member-later', status: 422, title: 'Not in the team yet' })
export const searchIsOfNow = refusal({ code: 'search-is-of-now', status: 422, title: 'A search is of what is so now' })
