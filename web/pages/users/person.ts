import type { Answer } from '../../api/answer.ts'

export type Person = Answer<'/v1/users/{user}'>

/** What to call somebody: the name that is known of them. */
export const nameOf = ({ display_name: name, email, directory_users: users, id }: Person): string =>
  name ?? users.find((user) => user.display_name !== null)?.display_name ?? email ?? users[0]?.user_name ?? id
