/** Why something that an identity provider sent was refused, and what helps; by the code in the provisioning log. */
const reasons: Record<string, [why: string, what: string]> = {
  'user-name-taken': [
    'the userName is already taken by another user',
    'Give one of the two another user name; letter case does not tell them apart.',
  ],
  'display-name-taken': ['the name is already taken by another group', 'Link the group to the one that is here, or give it another name.'],
  'adoption-ambiguous': [
    'several members of the team have the address',
    'Leave the address to one of them, then send the person again; the error names them.',
  ],
  'members-unknown': [
    'none of the members is known here',
    'Assign those people to the application first, so that they are sent; then push the group again.',
  ],
  'prerequisites-missing': ['the team lacked what provisioning needs', 'Once that is mended, have it sent again.'],
  'changes-held': ['the directory was paused', 'Resume the directory, then have it sent again.'],
  'user-not-found': ['the user is not here any more', 'Have the provider create the person again: unassign and assign them.'],
  'group-not-found': ['the group is not here any more', 'Unlink the group at the provider and push it again.'],
  invalidValue: ['a value is missing or not of its kind', 'Correct the mapping of attributes; the error names the attribute.'],
  invalidSyntax: ['the request breaks the schema', 'Correct the mapping or the template; the error names what is wrong.'],
  invalidPath: ['a path names no attribute', 'Take the attribute out of the mapping, or add it to the schema of the directory.'],
  mutability: ['an attribute that may not be changed was sent', 'Take it out of the mapping.'],
  tooMany: ['the request holds too much', 'Have the provider send less at a time.'],
  '413': ['the request was too large', 'Have the provider send less at a time.'],
}

export const whyRefused = (reason: string): string => reasons[reason]?.[0] ?? `of ${reason}`
export const whatHelps = (reason: string): string => reasons[reason]?.[1] ?? 'The error in the log says what was wrong.'
export const knownReasons: readonly string[] = Object.keys(reasons)
