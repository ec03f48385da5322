import type { Person } from './company.ts'
import { groupSchema, patch, userSchema, type Dialect } from './dialect.ts'

/** As Okta speaks (its SCIM 2.0 reference): whole users by PUT, members by a filter in the path, groups without externalId. */
export const okta: Dialect = {
  name: 'Okta',
  userAgent: 'Okta SCIM Client 1.0.0',
  findUser: ({ email }) => ({ method: 'GET', path: `/Users?filter=${encodeURIComponent(`userName eq "${email}"`)}&startIndex=1&count=100` }),
  createUser: (person) => ({ method: 'POST', path: '/Users', body: { ...toUser(person), groups: [], password: 'R4nd0m-from-0kta', active: true } }),
  updateUser: (id, person) => ({
    method: 'PUT',
    path: `/Users/${id}`,
    body: { ...toUser(person), id, active: true, groups: [], meta: { resourceType: 'User' } },
  }),
  deactivateUser: (id) => patch(`/Users/${id}`, [{ op: 'replace', value: { active: false } }]),
  findGroup: (name) => ({ method: 'GET', path: `/Groups?filter=${encodeURIComponent(`displayName eq "${name}"`)}&startIndex=1&count=100` }),
  createGroup: (displayName) => ({ method: 'POST', path: '/Groups', body: { schemas: [groupSchema], displayName, members: [] } }),
  renameGroup: (id, displayName) => patch(`/Groups/${id}`, [{ op: 'replace', value: { id, displayName } }]),
  addMembers: (id, members) => patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value: members.map((value) => ({ value })) }]),
  removeMembers: (id, members) =>
    patch(
      `/Groups/${id}`,
      members.map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` })),
    ),
}

const toUser = ({ key, givenName, familyName, email }: Person) => ({
  schemas: [userSchema],
  userName: email,
  externalId: key,
  name: { givenName, familyName },
  displayName: `${givenName} ${familyName}`,
  emails: [{ primary: true, value: email, type: 'work' }],
  locale: 'en-US',
})
