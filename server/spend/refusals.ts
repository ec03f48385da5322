import { refusal } from '../kernel/refusal.ts'

export const limitNotFound = refusal({ code: 'limit-not-found', status: 404, title: 'No such limit' })
export const limitNotFrozen = refusal({ code: 'limit-not-frozen', status: 409, title: 'The limit is not frozen' })
export const limitNotOrphaned = refusal({ code: 'limit-not-orphaned', status: 409, title: 'The limit is not that of a deleted group' })
export const groupHasLimit = refusal({ code: 'group-has-limit', status: 409, title: 'The group has a limit already' })
export const previewTooLong = refusal({ code: 'preview-too-long', status: 503, title: 'The preview takes too long' })
export const previewsBusy = refusal({ code: 'previews-busy', status: 429, title: 'Too many ask at once' })
export const expiryPast = refusal({ code: 'expiry-past', status: 422, title: 'Over before it begins' })
export const timeZoneUnknown = refusal({ code: 'timezone-unknown', status: 422, title: 'No such time zone' })
export const currencyFixed = refusal({ code: 'currency-fixed', status: 409, title: 'The currency stays' })
