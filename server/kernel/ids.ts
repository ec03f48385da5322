declare const kindOf: unique symbol

/** What an id stands for, by its prefix. The rest is 26 letters and digits that sort by the moment of making. */
const prefixes = [
  'team',
  'mem',
  'dir',
  'usr',
  'grp',
  'tok',
  'key',
  'lim',
  'ses',
  'lnk',
  'req',
  'dom',
  'con',
  'tst',
  'auth',
  'dec',
  'ent',
  'evt',
] as const
export type IdPrefix = (typeof prefixes)[number]
export type Id<Prefix extends IdPrefix> = `${Prefix}_${string}` & { readonly [kindOf]: Prefix }

export type TeamId = Id<'team'>
export type MemberId = Id<'mem'>
export type DirectoryId = Id<'dir'>
export type UserId = Id<'usr'>
export type GroupId = Id<'grp'>
export type TokenId = Id<'tok'>
export type KeyId = Id<'key'>
export type LimitId = Id<'lim'>
export type SessionId = Id<'ses'>
export type LinkId = Id<'lnk'>
export type DomainId = Id<'dom'>
/** A single sign-on connection. */
export type ConnectionId = Id<'con'>
/** A test sign-in through a connection. */
export type ConnectionTestId = Id<'tst'>
/** An authorization to spend: a hold while it is open. */
export type AuthorizationId = Id<'auth'>
/** A decision that somebody may not spend, with its explanation. */
export type DecisionId = Id<'dec'>
/** An entry of the ledger. */
export type EntryId = Id<'ent'>
/** An event that the host product is told. */
export type EventId = Id<'evt'>
/** One request or action: the id that people see in an error, in the log and in a header. */
export type RequestId = Id<'req'>

/** Stands in the place of a team for what belongs to the whole installation, such as an operator's key. No team has it. */
export const installation = `team_${'0'.repeat(26)}` as TeamId // of the form of an id, and of no moment

/** Whether a text has the form of such an id. What has not names nothing, so nobody need look. */
export function isId<Prefix extends IdPrefix>(prefix: Prefix, text: string): text is Id<Prefix> {
  return text.startsWith(`${prefix}_`) && /^[0-9a-hjkmnp-tv-z]{26}$/.test(text.slice(prefix.length + 1))
}

// Crockford's base 32 in lower case: no letter that is read as a digit, and never the text "bulkId", which Okta forbids within ids.
export const digits = '0123456789abcdefghjkmnpqrstvwxyz'

/** An id of the moment and ten random bytes, as a ULID is made: of two ids, the one made in the later millisecond sorts after. */
export function formatId<Prefix extends IdPrefix>(prefix: Prefix, milliseconds: number, random: Uint8Array): Id<Prefix> {
  let moment = ''
  for (let left = milliseconds, place = 0; place < 10; place++, left = Math.floor(left / 32)) moment = digits.charAt(left % 32) + moment
  let chance = ''
  for (let from = 0; from < 10; from += 5) {
    // Five bytes are eight digits. 40 bits lie well within what a number holds.
    let block = random.subarray(from, from + 5).reduce((sum, byte) => sum * 256 + byte, 0)
    let text = ''
    for (let place = 0; place < 8; place++, block = Math.floor(block / 32)) text = digits.charAt(block % 32) + text
    chance += text
  }
  return `${prefix}_${moment}${chance}` as Id<Prefix> // this is where ids are made
}
