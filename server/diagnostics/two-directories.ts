import type { Twin } from '../directory/standing.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { tell, type Finding } from './finding.ts'

/** Who is in more than one directory of a team, as far as was looked. */
export type Twins = { directories: readonly string[]; byMember: readonly Twin[]; byName: readonly Twin[]; isMore: boolean }

const peopleTold = 20

/** People who are in two directories as one member, or as two. Pure: the same facts give the same findings. */
export function findOfTwins({ directories, byMember, byName, isMore }: Twins): Finding[] {
  const shared = [...new Map(byMember.map((twin) => [twin.memberId, twin])).values()]
  const apart = [...new Map(byName.filter(({ memberId, otherMemberId }) => memberId !== otherMemberId).map((twin) => [twin.userName, twin])).values()]
  const since = (twins: readonly Twin[]) => twins.map(({ createdAt }) => createdAt).toSorted()[0] ?? ('' as Timestamp) // asked where there is one
  const listed = { isMore, directories: [...directories] }
  return [
    ...(shared.length === 0
      ? []
      : [
          tell(
            'people-in-two-directories',
            { ...listed, count: shared.length, people: shared.slice(0, peopleTold).map(({ memberId: member, userName }) => ({ member, userName })) },
            since(shared),
          ),
        ]),
    ...(apart.length === 0
      ? []
      : [
          tell(
            'person-twice',
            {
              ...listed,
              count: apart.length,
              people: apart.slice(0, peopleTold).map(({ userName, memberId, otherMemberId }) => ({ userName, members: [memberId, otherMemberId] })),
            },
            since(apart),
          ),
        ]),
  ]
}
