import { refusal } from '../kernel/refusal.ts'

export const memberNotFound = refusal({ code: 'user-not-found', status: 404, title: 'No such person in this team' })
export const ambiguousUser = refusal({ code: 'ambiguous-user', status: 409, title: 'Several people match' })
export const adoptionAmbiguous = refusal({
  code: 'adoption-ambiguous',
  status: 409,
  title: 'Several members have this address',
  scimType: 'uniqueness',
})
