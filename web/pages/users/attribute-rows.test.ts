import { expect, test } from 'vitest'
import { attributeRows } from './attribute-rows.ts'

test('each single value is a row, named as the identity provider names it', () => {
  const rows = attributeRows({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    meta: { resourceType: 'User' },
    userName: 'ana@acme.example',
    active: true,
    title: null,
    name: { givenName: 'Ana', familyName: 'Li' },
    emails: [
      { type: 'work', value: 'ana@acme.example', primary: true },
      { value: 'ana@home.example', display: 'Home' },
    ],
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'R&D', manager: { value: 'bo' } },
    'urn:example:extension:acme:2.0:User': { badge: 7 },
  })
  expect(rows.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'userName: ana@acme.example',
    'active: true',
    'name.givenName: Ana',
    'name.familyName: Li',
    'emails[work]: ana@acme.example (primary)',
    'emails[1]: ana@home.example',
    'emails[1].display: Home',
    'enterprise.department: R&D',
    'enterprise.manager.value: bo',
    'acme.badge: 7',
  ])
})

test('a list of one without a type needs no place', () => {
  expect(attributeRows({ phoneNumbers: [{ value: '+1' }], tags: ['a', 'b'] })).toEqual([
    { name: 'phoneNumbers', value: '+1' },
    { name: 'tags', value: 'a' },
    { name: 'tags', value: 'b' },
  ])
})
