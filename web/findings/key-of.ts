import type { Finding } from './told.ts'

/** What makes a finding the one that it is, of all facts that findings have: the others may change while it stays so. */
const identity = ['directory', 'connection', 'group', 'member', 'domain_id', 'domain', 'key', 'token_id', 'reason', 'code', 'former_group', 'name']

/** The same for as long as it is the same that is so. */
export const keyOf = ({ code, facts }: Pick<Finding, 'code' | 'facts'>): string =>
  [code, ...identity.flatMap((name) => (typeof facts[name] === 'string' ? [facts[name]] : []))].join(' ')
