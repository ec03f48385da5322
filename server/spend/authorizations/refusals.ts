import { refusal } from '../../kernel/refusal.ts'

export const spendLimitExceeded = refusal({ code: 'spend-limit-exceeded', status: 402, title: 'Spend limit reached' })
export const teamTotalExceeded = refusal({ code: 'team-total-exceeded', status: 402, title: 'The team’s total is reached' })
export const limitIsZero = refusal({ code: 'limit-is-zero', status: 402, title: 'May not spend' })
export const userInactive = refusal({ code: 'user-inactive', status: 403, title: 'Out of the team' })
export const authorizationNotFound = refusal({ code: 'authorization-not-found', status: 404, title: 'No such authorization' })
export const decisionNotFound = refusal({ code: 'decision-not-found', status: 404, title: 'No such decision' })
export const authorizationNotHeld = refusal({ code: 'authorization-not-held', status: 409, title: 'Nothing is held any more' })
export const alreadySettled = refusal({ code: 'authorization-already-settled', status: 409, title: 'Settled already' })
export const tooManyHolds = refusal({ code: 'too-many-holds', status: 409, title: 'Too many open authorizations' })
export const keyReused = refusal({ code: 'idempotency-key-reused', status: 422, title: 'The key stands for another request' })
export const metadataTooLarge = refusal({ code: 'metadata-too-large', status: 422, title: 'Too much metadata' })
