import { refusal } from '../../kernel/refusal.ts'

export const eventCursorExpired = refusal({ code: 'event-cursor-expired', status: 410, title: 'Older than events are kept' })
export const eventUnknown = refusal({ code: 'event-unknown', status: 400, title: 'No event of this team' })
export const eventTypeUnknown = refusal({ code: 'event-type-unknown', status: 422, title: 'No such type of event' })
