import { refusal } from '../kernel/refusal.ts'

export const amountInvalid = refusal({ code: 'amount-invalid', status: 422, title: 'Not an amount' })
