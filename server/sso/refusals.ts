import { refusal } from '../kernel/refusal.ts'

export const domainInvalid = refusal({ code: 'domain-invalid', status: 422, title: 'Not a domain that a team can have' })
export const domainTaken = refusal({ code: 'domain-taken', status: 409, title: 'Domain already taken' })
