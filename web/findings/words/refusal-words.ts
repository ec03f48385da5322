import { t } from '@lingui/core/macro'

/** Why something that an identity provider sent was refused, and what helps; by the code in the provisioning log. */
const reasons: Record<string, () => [why: string, what: string]> = {
  'user-name-taken': () => [
    t`the userName is already taken by another user`,
    t`Give one of the two another user name; letter case does not tell them apart.`,
  ],
  'display-name-taken': () => [t`the name is already taken by another group`, t`Link the group to the one that is here, or give it another name.`],
  'adoption-ambiguous': () => [
    t`several members of the team have the address`,
    t`Leave the address to one of them, then send the person again; the error names them.`,
  ],
  'members-unknown': () => [
    t`none of the members is known here`,
    t`Assign those people to the application first, so that they are sent; then push the group again.`,
  ],
  'prerequisites-missing': () => [t`the team lacked what provisioning needs`, t`Once that is mended, have it sent again.`],
  'changes-held': () => [t`the directory was paused`, t`Resume the directory, then have it sent again.`],
  'user-not-found': () => [t`the user is not here any more`, t`Have the provider create the person again: unassign and assign them.`],
  'group-not-found': () => [t`the group is not here any more`, t`Unlink the group at the provider and push it again.`],
  invalidValue: () => [t`a value is missing or not of its kind`, t`Correct the mapping of attributes; the error names the attribute.`],
  invalidSyntax: () => [t`the request breaks the schema`, t`Correct the mapping or the template; the error names what is wrong.`],
  invalidPath: () => [t`a path names no attribute`, t`Take the attribute out of the mapping, or add it to the schema of the directory.`],
  mutability: () => [t`an attribute that may not be changed was sent`, t`Take it out of the mapping.`],
  tooMany: () => [t`the request holds too much`, t`Have the provider send less at a time.`],
  '413': () => [t`the request was too large`, t`Have the provider send less at a time.`],
}

export const whyRefused = (reason: string): string => reasons[reason]?.()[0] ?? t`the code is ${reason}`
export const whatHelps = (reason: string): string => reasons[reason]?.()[1] ?? t`The error in the log says what was wrong.`
/** What the server answered, which is English alone. */
export const answered = (example: string | null): string => (example === null ? '' : t`The answer was: “${example}”`)
