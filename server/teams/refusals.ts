import { refusal } from '../kernel/refusal.ts'

export const teamNotFound = refusal({ code: 'team-not-found', status: 404, title: 'No such team' })
export const teamNotNamed = refusal({ code: 'team-not-named', status: 400, title: 'Which team?' })
export const planUnknown = refusal({ code: 'plan-unknown', status: 422, title: 'No such plan' })
export const currencyUnknown = refusal({ code: 'currency-unknown', status: 422, title: 'Unknown currency' })
export const teamAmbiguous = refusal({ code: 'team-ambiguous', status: 409, title: 'Several teams have this name' })
