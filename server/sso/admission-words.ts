import type { Refusal } from '../kernel/refusal.ts'
import {
  connectionEnded,
  emailForeign,
  emailInvalid,
  emailMissing,
  emailSeveral,
  emailUnverified,
  jitOff,
  linkedToAnother,
  notProvisioned,
  ownersNotLetIn,
  severalMatches,
  signInOut,
  subjectInvalid,
} from './admission-refusals.ts'
import type { Obstacle, Way } from './who-gets-in.ts'

const wayWords: Record<Way, string> = {
  subject: 'are linked to this subject',
  externalId: 'have this subject for an externalId',
  userName: 'have this address for a userName',
  email: 'have this address',
}

/** An obstacle in words: what is so, with which value, and what to do. It is shown to whoever signs in, and stands in the log of their own team alone. */
export function toAdmissionRefusal(obstacle: Obstacle, email: string | null): Refusal {
  const who = email ?? 'this person'
  const about = 'memberId' in obstacle && obstacle.memberId !== null ? { member_id: obstacle.memberId } : {}
  switch (obstacle.because) {
    case 'connection-not-active':
      return connectionEnded(
        'This connection is not active, so nobody signs in through it. An administrator activates it, or tells which one to use.',
      )
    case 'subject-invalid':
      return subjectInvalid(
        'The identity provider sent no subject that can be kept: it is empty, a list or a number beyond 2^53, begins or ends with a space, has a sign that is no text, or is longer than 512. Map another attribute to it.',
      )
    case 'email-missing':
      return emailMissing(
        'The identity provider sent no e-mail address. Release the attribute to this application there, or name in the connection which attribute has it.',
      )
    case 'email-several':
      return emailSeveral(
        'The identity provider sent several e-mail addresses, and which one is meant is not for us to guess. Send the primary one alone, or map an attribute with one value.',
      )
    case 'email-invalid':
      return emailInvalid('What the identity provider sent as the e-mail address is not one. Map an attribute that has an address and nothing else.')
    case 'email-foreign':
      return emailForeign(
        `${who} is not in a verified domain of this team, so its identity provider cannot vouch for that address. Verify the domain for this team, or correct the address at the identity provider.`,
      )
    case 'email-unverified':
      return emailUnverified(
        `The identity provider says of ${who} that the address is not verified (email_verified is false). Verify it there, or, where it sets addresses itself, let the connection take it: PATCH /v1/connections/{connection} {"accept_unverified_email": true}.`,
      )
    case 'several-matches': {
      const among = obstacle.among.join(', ')
      return severalMatches(
        `${obstacle.among.length} members of this team ${wayWords[obstacle.by]} (${who}), so it cannot be told who this is: ${among}. Correct all but one at the identity provider, or take them out.`,
      )
    }
    case 'linked-to-another':
      return linkedToAnother(
        `${who} belongs to ${obstacle.memberId}, who is linked to another subject in this connection. If it is the same person with a new account at the identity provider, an administrator unlinks the old one with DELETE /v1/members/${obstacle.memberId}/identities/{connection}.`,
        about,
      )
    case 'sign-in-out':
      return signInOut(
        `${who} is out of the team, and signing in does not bring anybody back. Assign them to this application at the identity provider, so that it provisions them, or invite them again.`,
        about,
      )
    case 'not-provisioned':
      return notProvisioned(
        `${who} is not provisioned: a directory says who is in this team. Assign them to this application at the identity provider and let it provision them, then sign in again.`,
        about,
      )
    case 'owners-not-let-in':
      return ownersNotLetIn(
        `${who} is to be an owner of this team, and no owner has confirmed that this connection may vouch for owners since it is what it is. An owner, or a key with owners:write, does so with POST /v1/connections/{connection}/activate; an owner comes in by another connection, or by the link of purser login-link.`,
        about,
      )
    case 'jit-off':
      return jitOff(
        `${who} is not a member of this team, and this connection makes none of those who sign in first. Invite or provision them, or switch jit on for the connection.`,
      )
  }
}
