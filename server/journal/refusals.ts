import { refusal } from '../kernel/refusal.ts'

export const exportFormatUnknown = refusal({ code: 'export-format-unknown', status: 422, title: 'No such format' })
