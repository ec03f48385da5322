import { refusal } from '../../kernel/refusal.ts'

export const balanceTooLarge = refusal({ code: 'balance-too-large', status: 422, title: 'More than a balance holds' })
