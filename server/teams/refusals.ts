import { refusal } from '../kernel/refusal.ts'

export const teamNotFound = refusal({ code: 'team-not-found', status: 404, title: 'No such team' })
export const currencyUnknown = refusal({ code: 'currency-unknown', status: 422, title: 'Unknown currency' })
export const teamAmbiguous = refusal({ code: 'team-ambiguous', status: 409, title: 'Several teams have this name' })
