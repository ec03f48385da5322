import { refusal } from '../kernel/refusal.ts'

export const memberNotFound = refusal({ code: 'user-not-found', status: 404, title: 'No such person in this team' })
export const ambiguousUser = refusal({ code: 'ambiguous-user', status: 409, title: 'Several people match' })
export const memberOut = refusal({ code: 'member-out', status: 409, title: 'Out of the team' })
export const lastOwner = refusal({ code: 'last-owner', status: 409, title: 'The last active owner' })
export const ownersOnly = refusal({ code: 'owners-only', status: 403, title: 'For owners alone' })
export const roleUnknown = refusal({ code: 'role-unknown', status: 422, title: 'No such role' })
export const stillThere = refusal({ code: 'still-there', status: 409, title: 'Not gone yet' })
export const alreadyMember = refusal({ code: 'already-member', status: 409, title: 'In the team already' })
export const setupInvalid = refusal({ code: 'setup-invalid', status: 422, title: 'A name and an address are needed' })
export const alreadySetUp = refusal({ code: 'already-set-up', status: 410, title: 'Set up already' })
export const inviteNotFound = refusal({ code: 'invite-not-found', status: 404, title: 'No such invitation' })
export const nobodyToSignIn = refusal({ code: 'nobody-to-sign-in', status: 409, title: 'Nobody to sign in' })
export const managedByDirectory = refusal({ code: 'managed-by-directory', status: 409, title: 'Managed by the identity provider' })
export const adoptionAmbiguous = refusal({
  code: 'adoption-ambiguous',
  status: 409,
  title: 'Several members have this address',
  scimType: 'uniqueness',
})
