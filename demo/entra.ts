import { enterpriseSchema, groupSchema, patch, userSchema, type Dialect } from './dialect.ts'

/** As Microsoft Entra ID speaks without its compatibility flag: capitalised operations, booleans as text, one operation for each attribute. */
export const entra: Dialect = {
  name: 'Entra',
  userAgent: '',
  findUser: ({ key }) => ({ method: 'GET', path: `/Users?filter=externalId+eq+%22${key}%22` }),
  createUser: ({ key, givenName, familyName, email, title, department }) => ({
    method: 'POST',
    path: '/Users',
    body: {
      schemas: [userSchema, enterpriseSchema],
      externalId: key,
      userName: email,
      active: true,
      displayName: `${givenName} ${familyName}`,
      title,
      emails: [{ primary: true, type: 'work', value: email }],
      meta: { resourceType: 'User' },
      name: { formatted: `${givenName} ${familyName}`, givenName, familyName },
      roles: [],
      [enterpriseSchema]: { department },
    },
  }),
  updateUser: (id, { givenName, familyName, email, title, department }) =>
    patch(`/Users/${id}`, [
      { op: 'Replace', path: 'active', value: 'True' },
      { op: 'Replace', path: 'userName', value: email },
      { op: 'Replace', path: 'displayName', value: `${givenName} ${familyName}` },
      { op: 'Replace', path: 'name.familyName', value: familyName },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: email },
      { op: 'Replace', path: 'title', value: title },
      { op: 'Add', path: `${enterpriseSchema}:department`, value: department },
    ]),
  deactivateUser: (id) => patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }]),
  findGroup: (name) => ({ method: 'GET', path: `/Groups?excludedAttributes=members&filter=${encodeURIComponent(`displayName eq "${name}"`)}` }),
  createGroup: (displayName) => ({
    method: 'POST',
    path: '/Groups',
    body: {
      schemas: [groupSchema, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      externalId: `8aa1-${displayName}`,
      displayName,
      meta: { resourceType: 'Group' },
      members: [],
    },
  }),
  renameGroup: (id, displayName) => patch(`/Groups/${id}`, [{ op: 'Replace', path: 'displayName', value: displayName }]),
  addMembers: (id, members) => patch(`/Groups/${id}`, [{ op: 'Add', path: 'members', value: members.map((value) => ({ $ref: null, value })) }]),
  removeMembers: (id, members) => patch(`/Groups/${id}`, [{ op: 'Remove', path: 'members', value: members.map((value) => ({ $ref: null, value })) }]),
}
