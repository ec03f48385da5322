/** How directories stand, for who diagnoses them: each question is answered by an index, and looks at so many rows at most as it is told. */
export {
  countUsersUpTo,
  findEarlyMembership,
  findFirstGroup,
  findFirstUser,
  hasMember,
  listGroupNames,
  listGroupsOfInactive,
  listHollowGroups,
  listTwins,
  listUserIdsOfAddress,
  listUsersNamedLike,
} from './standing.sql.ts'
export type { HollowGroup, Twin } from './standing.sql.ts'
