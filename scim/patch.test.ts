import { describe, expect, test } from 'vitest'
import { maxOperations } from './bounds.ts'
import type { Json, JsonObject } from './json.ts'
import { applyPatch, parsePatch } from './patch.ts'
import { groupType, userType } from './resource-types.ts'

const U = 'urn:ietf:params:scim:schemas:core:2.0:User'
const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const work = { type: 'work', value: 'a@work', primary: true }
const home = { type: 'home', value: 'a@home' }
const stored: JsonObject = {
  userName: 'ana',
  active: false,
  name: { givenName: 'Ana', familyName: 'Li' },
  emails: [work, home],
  [E]: { department: 'R&D', manager: { value: 'u9' } },
}

const patch = (operations: Json, type = userType, resource = stored) =>
  applyPatch(resource, parsePatch({ Operations: operations }, type).operations, type)
const fails = (status: number, scimType: string | undefined, says = /./): unknown =>
  expect.objectContaining({ status, scimType, message: expect.stringMatching(says) })

/** `undefined` is an attribute that is gone. */
type Row = [operation: JsonObject, changed: { [name: string]: Json | undefined }, because: string]
const rows = (...cases: Row[]) => cases.map(([operation, ...rest]) => [JSON.stringify(operation), ...rest, operation] as const)

describe('add (RFC 7644 §3.5.2.1)', () => {
  test.each(
    rows(
      [{ op: 'add', path: 'title', value: 'Dr' }, { title: 'Dr' }, 'a simple attribute is set'],
      [{ op: 'add', path: 'userName', value: 'bo' }, { userName: 'bo' }, 'or replaced, when it has a value'],
      [{ op: 'add', path: 'name.middleName', value: 'M' }, { name: { givenName: 'Ana', familyName: 'Li', middleName: 'M' } }, 'a sub-attribute'],
      [{ op: 'add', path: 'name', value: { givenName: 'An' } }, { name: { givenName: 'An', familyName: 'Li' } }, 'a complex attribute is merged'],
      [
        { op: 'add', value: { title: 'Dr', emails: [{ value: 'c' }] } },
        { title: 'Dr', emails: [work, home, { value: 'c' }] },
        'without a path: each attribute of the value',
      ],
      [{ op: 'add', path: 'emails', value: [{ value: 'c' }] }, { emails: [work, home, { value: 'c' }] }, 'a list grows'],
      [{ op: 'add', path: 'emails', value: { value: 'c' } }, { emails: [work, home, { value: 'c' }] }, 'by one without its list'],
      [
        { op: 'add', path: 'emails', value: [{ value: 'A@HOME', type: 'Home' }] },
        { emails: [work, { value: 'A@HOME', type: 'Home' }] },
        'not twice by the same: case says nothing here',
      ],
      [{ op: 'add', path: 'emails', value: [home] }, {}, 'what is there already changes nothing'],
      [{ op: 'add', path: 'emails', value: [{ value: 'a@home' }] }, {}, 'also when less is said of it'],
      [
        { op: 'add', path: 'emails', value: [{ value: 'a@work', type: 'other' }] },
        { emails: [work, home, { value: 'a@work', type: 'other' }] },
        'the same address for another use is another value',
      ],
      [
        { op: 'add', path: 'emails', value: [{ ...home, primary: true }] },
        {
          emails: [
            { ...work, primary: false },
            { ...home, primary: true },
          ],
        },
        'what is said anew is merged; the new primary takes it from the old: RFC 7643 §2.4',
      ],
      [{ op: 'add', path: 'emails', value: [] }, {}, 'nothing is added'],
      [{ op: 'add', path: 'roles', value: ['admin', 'admin'] }, { roles: [{ value: 'admin' }] }, 'bare texts are values, each once'],
      [
        { op: 'add', path: 'emails[type eq "work"]', value: { display: 'W' } },
        { emails: [{ ...work, display: 'W' }, home] },
        'the elements of a filter are merged',
      ],
      [
        { op: 'add', path: 'emails[type eq "other"].value', value: 'o' },
        { emails: [work, home, { type: 'other', value: 'o' }] },
        'one that Entra means to be there is made',
      ],
      [
        { op: 'add', path: `${E}:costCenter`, value: '7' },
        { [E]: { department: 'R&D', manager: { value: 'u9' }, costCenter: '7' } },
        'an attribute of an extension',
      ],
      [
        { op: 'add', path: E, value: { costCenter: '7' } },
        { [E]: { department: 'R&D', manager: { value: 'u9' }, costCenter: '7' } },
        'an extension is merged',
      ],
      [{ op: 'add', path: 'department', value: 'IT' }, { [E]: { department: 'IT', manager: { value: 'u9' } } }, 'also without its URN'],
      [{ op: 'add', path: U, value: { title: 'Dr' } }, { title: 'Dr' }, 'the core URN is the resource itself'],
    ),
  )('%s gives %j: %s', (_, changed, __, operation) => expect(patch([operation])).toEqual({ ...stored, ...changed }))
})

describe('replace (RFC 7644 §3.5.2.3)', () => {
  test.each(
    rows(
      [{ op: 'replace', path: 'userName', value: 'bo' }, { userName: 'bo' }, 'a simple attribute'],
      [{ op: 'REPLACE', path: 'USERNAME', value: 'bo' }, { userName: 'bo' }, 'in any letter case'],
      [{ Op: 'replace', Path: 'userName', Value: 'bo' }, { userName: 'bo' }, 'also the keys'],
      [{ op: 'replace', path: `${U}:userName`, value: 'bo' }, { userName: 'bo' }, 'by its full name'],
      [
        { op: 'replace', path: 'name', value: { givenName: 'An', familyName: null } },
        { name: { givenName: 'An' } },
        'sub-attributes that are given are replaced, and null is no value',
      ],
      [{ op: 'replace', path: 'emails', value: [{ value: 'c' }] }, { emails: [{ value: 'c' }] }, 'a list as a whole'],
      [
        { op: 'replace', path: 'emails[type eq "home"].value', value: 'h' },
        { emails: [work, { type: 'home', value: 'h' }] },
        'one sub-attribute of what a filter chooses',
      ],
      [
        { op: 'replace', path: 'emails[type eq "work"]', value: { value: 'w' } },
        { emails: [{ type: 'work', value: 'w' }, home] },
        'a chosen element as a whole, which stays what the filter says',
      ],
      [
        { op: 'replace', path: 'emails[type eq "home"]', value: [{ value: 'h', type: 'other' }] },
        { emails: [work, { type: 'other', value: 'h' }] },
        'unless the value says otherwise',
      ],
      [
        { op: 'replace', path: 'emails.display', value: 'D' },
        {
          emails: [
            { ...work, display: 'D' },
            { ...home, display: 'D' },
          ],
        },
        'without a filter, of each element',
      ],
      [{ op: 'replace', path: 'roles.value', value: 'r' }, { roles: [{ value: 'r' }] }, 'or of a new one, where there is none'],
      [
        { op: 'replace', path: 'emails[type eq "home"].primary', value: 'True' },
        {
          emails: [
            { ...work, primary: false },
            { ...home, primary: true },
          ],
        },
        'the primary moves',
      ],
      [
        { op: 'replace', path: 'roles[primary eq "True"].value', value: 'r' },
        { roles: [{ primary: true, value: 'r' }] },
        'Entra gives a single role so',
      ],
      [
        { op: 'replace', path: 'phoneNumbers[type eq "work" and primary eq true].value', value: '1' },
        { phoneNumbers: [{ type: 'work', primary: true, value: '1' }] },
        'what and joins is plain too',
      ],
      [{ op: 'replace', path: 'title', value: null }, {}, 'null is no value'],
      [{ op: 'replace', path: 'emails', value: null }, { emails: undefined }, 'of a list neither'],
      [{ op: 'replace', path: 'emails[type eq "work"]', value: null }, { emails: [home] }, 'nor of a chosen element'],
      [{ op: 'replace', path: `${E}:manager`, value: 'u2' }, { [E]: { department: 'R&D', manager: { value: 'u2' } } }, 'a manager by a bare id'],
      [
        { op: 'replace', path: `${E}:manager`, value: { value: 'u2', displayName: 'Max' } },
        { [E]: { department: 'R&D', manager: { value: 'u2' } } },
        'or as an object, whose name is ours to tell',
      ],
      [
        { op: 'replace', path: `${E}:manager.value`, value: 'u2' },
        { [E]: { department: 'R&D', manager: { value: 'u2' } } },
        'dots within the URN are no path',
      ],
      [{ op: 'replace', path: `${E}:manager`, value: '' }, { [E]: { department: 'R&D' } }, 'an empty text clears it'],
      [{ op: 'replace', value: { [E]: { department: null, manager: null } } }, { [E]: undefined }, 'an extension without attributes is gone'],
      [{ op: 'replace', value: { [E]: null } }, { [E]: undefined }, 'or said to be'],
      [
        { op: 'replace', value: { 'emails[type eq "work"].value': 'w' } },
        { emails: [{ ...work, value: 'w' }, home] },
        'a key is a path, also with brackets',
      ],
      [
        { op: 'replace', value: { id: 'x', meta: {}, groups: [], schemas: [], password: 'p' } },
        {},
        'what is ours is skipped in a value, as Okta sends it',
      ],
      [{ op: 'replace', path: 'password', value: 'p' }, {}, 'a password is thrown away'],
    ),
  )('%s gives %j: %s', (_, changed, __, operation) => expect(patch([operation])).toEqual(JSON.parse(JSON.stringify({ ...stored, ...changed }))))
})

describe('remove (RFC 7644 §3.5.2.2)', () => {
  test.each(
    rows(
      [{ op: 'remove', path: 'title' }, {}, 'what is not there'],
      [{ op: 'remove', path: 'name.givenName' }, { name: { familyName: 'Li' } }, 'a sub-attribute'],
      [{ op: 'remove', path: 'name' }, { name: undefined }, 'a complex attribute'],
      [{ op: 'remove', path: 'emails' }, { emails: undefined }, 'a list'],
      [{ op: 'remove', path: 'emails[type eq "work"]' }, { emails: [home] }, 'what a filter chooses, and only that'],
      [{ op: 'remove', path: 'emails[type eq "fax"]' }, {}, 'nothing matches: Okta repeats itself'],
      [{ op: 'remove', path: 'emails[type eq "work"].primary' }, { emails: [{ type: 'work', value: 'a@work' }, home] }, 'a sub-attribute of it'],
      [{ op: 'remove', path: 'emails[type eq "work"].value' }, { emails: [home] }, 'an address without its value is none'],
      [{ op: 'remove', path: 'emails', value: [{ value: 'a@work' }] }, { emails: [home] }, 'Entra and authentik name the values to remove'],
      [{ op: 'remove', path: 'emails', value: { value: 'A@HOME', type: 'home' } }, { emails: [work] }, 'or the one'],
      [{ op: 'remove', path: 'emails', value: [{ type: 'work' }] }, { emails: [home] }, 'by what they say of it'],
      [{ op: 'remove', path: 'emails', value: [] }, {}, 'an empty list names nothing'],
      [{ op: 'remove', path: 'emails', value: null }, { emails: undefined }, 'null is no list'],
      [{ op: 'remove', path: `${E}:manager` }, { [E]: { department: 'R&D' } }, 'of an extension'],
      [{ op: 'remove', path: E }, { [E]: undefined }, 'an extension as a whole'],
      [{ op: 'remove', path: 'active' }, {}, 'whether a user is in is never left open'],
      [{ op: 'remove', path: 'title', value: 'Dr' }, {}, 'a value says nothing where there is only one'],
    ),
  )('%s gives %j: %s', (_, changed, __, operation) => expect(patch([operation])).toEqual(JSON.parse(JSON.stringify({ ...stored, ...changed }))))

  test('the last attribute of an extension takes it along', () => {
    const remove = ['department', 'manager'].map((name) => ({ op: 'remove', path: `${E}:${name}` }))
    expect(patch(remove)).not.toHaveProperty([E])
  })
})

describe('several operations (RFC 7644 §3.5.2)', () => {
  test('are done in order', () => {
    const operations = [
      { op: 'add', path: 'title', value: 'a' },
      { op: 'replace', path: 'title', value: 'b' },
      { op: 'remove', path: 'emails' },
      { op: 'add', path: 'emails', value: [home] },
    ]
    expect(patch(operations)).toEqual({ ...stored, title: 'b', emails: [home] })
  })

  test('are done all or none, and change no object that they are given', () => {
    const before = structuredClone(stored)
    const operations = [
      { op: 'replace', path: 'userName', value: 'bo' },
      { op: 'replace', path: 'emails[value co "zzz"].value', value: 'x' },
    ]
    expect(() => patch(operations)).toThrow(fails(400, 'noTarget'))
    expect(stored).toEqual(before)
  })

  test.each<[operations: Json]>([
    [[]],
    [[{ op: 'replace', path: 'userName', value: 'ana' }]],
    [[{ op: 'add', value: { emails: [work] } }]],
    [[{ op: 'replace', path: `${E}:manager`, value: 'u9' }]],
  ])('that change nothing, as %j, give back the same object', (operations) => expect(patch(operations)).toBe(stored))

  test('one without its list is the only one', () => expect(patch({ op: 'replace', path: 'title', value: 'x' })).toMatchObject({ title: 'x' }))
})

describe('RFC 7644 §3.12: what is refused', () => {
  const operation = (value: JsonObject): Json => ({ Operations: [value] })
  const cases: [body: Json, error: unknown, because: string][] = [
    [null, fails(400, 'invalidSyntax', /needs a list named Operations/), 'no body'],
    [{}, fails(400, 'invalidSyntax', /needs a list named Operations/), 'no operations'],
    [{ Operations: 'x' }, fails(400, 'invalidSyntax'), 'a text'],
    [{ Operations: ['x'] }, fails(400, 'invalidSyntax', /must be an object/), 'an operation that is a text'],
    [operation({}), fails(400, 'invalidSyntax', /add, replace or remove, not nothing/), 'no op'],
    [operation({ op: 'move', path: 'title' }), fails(400, 'invalidSyntax', /not "move"/), 'an unknown op'],
    [operation({ op: 'add', path: 7, value: 1 }), fails(400, 'invalidPath'), 'a path that is no text'],
    [operation({ op: 'add', path: 'title' }), fails(400, 'invalidValue', /needs a value for title/), 'no value'],
    [operation({ op: 'add', value: ['x'] }), fails(400, 'invalidValue', /needs an object of attributes/), 'neither path nor attributes'],
    [operation({ op: 'remove' }), fails(400, 'noTarget', /needs a path/), '§3.5.2.2'],
    [operation({ op: 'remove', value: { title: 'x' } }), fails(400, 'noTarget'), 'a value is no path'],
    [operation({ op: 'remove', path: 'userName' }), fails(400, 'mutability', /^userName is required/), '§3.5.2.2'],
    [operation({ op: 'replace', path: 'userName', value: '' }), fails(400, 'mutability', /^userName is required/), 'nor can it be empty'],
    [operation({ op: 'replace', path: 'id', value: 'x' }), fails(400, 'mutability', /^id is read-only/), 'read-only, and asked for by name'],
    [operation({ op: 'add', path: 'groups', value: [{ value: 'g' }] }), fails(400, 'mutability'), 'a user does not choose its groups'],
    [operation({ op: 'add', path: 'meta.version', value: 'x' }), fails(400, 'mutability'), 'nor its version'],
    [operation({ op: 'replace', path: `${E}:manager.displayName`, value: 'x' }), fails(400, 'mutability'), 'a read-only sub-attribute'],
    [operation({ op: 'remove', path: U }), fails(400, 'mutability', /cannot be removed as a whole/), 'the resource itself'],
    [
      operation({ op: 'replace', path: 'emails[type eq "x" or type eq "y"].value', value: 'x' }),
      fails(400, 'noTarget', /matches type eq "x" or type eq "y"/),
      'what it should be is not plain',
    ],
    [operation({ op: 'replace', path: 'emails[value co "x"].type', value: 'x' }), fails(400, 'noTarget'), 'nor here: §3.5.2.3'],
    [operation({ op: 'add', path: '__proto__', value: 1 }), fails(400, 'invalidPath', /"__proto__" cannot be the name/), 'no name of the grammar'],
    [operation({ op: 'add', path: 'a b', value: 1 }), fails(400, 'invalidPath'), 'a space'],
    [operation({ op: 'add', path: 'name.a.b', value: 1 }), fails(400, 'invalidPath'), 'too many dots'],
    [operation({ op: 'add', path: 'userName[value eq "x"]', value: 1 }), fails(400, 'invalidPath', /no elements/), 'brackets need a list'],
    [operation({ op: 'add', path: 'emails[type eq "work"]value', value: 1 }), fails(400, 'invalidPath', /a dot and a sub-attribute/), 'no dot'],
    [operation({ op: 'add', path: 'emails[type eq "work"', value: 1 }), fails(400, 'invalidFilter', /"\]" is expected/), 'an open bracket'],
    [
      operation({ op: 'add', path: 'emails[kind eq "x"].value', value: 1 }),
      fails(400, 'invalidFilter', /not a sub-attribute/),
      'an unknown name within',
    ],
    [operation({ op: 'add', path: `emails${'['.repeat(5_000)}`, value: 1 }), fails(400, 'invalidFilter'), 'brackets'],
    [operation({ op: 'add', path: `emails[${'('.repeat(5_000)}`, value: 1 }), fails(400, 'invalidFilter', /deeper/), 'and more brackets'],
    [operation({ op: 'replace', path: 'active', value: 'maybe' }), fails(400, 'invalidValue', /^active must be true or false/), 'no boolean'],
    [operation({ op: 'replace', path: 'name.givenName', value: {} }), fails(400, 'invalidValue', /^name.givenName must be a text/), 'no text'],
    [operation({ op: 'replace', path: 'title', value: '\0' }), fails(400, 'invalidValue', /NUL/), 'a NUL'],
    [operation({ op: 'replace', value: JSON.parse('{"__proto__":{"title":"x"}}') }), fails(400, 'invalidSyntax'), 'not in a value either'],
    [{ Operations: Array(maxOperations + 1).fill({ op: 'remove', path: 'title' }) }, fails(413, undefined), 'too many operations'],
    [
      { Operations: Array(20).fill({ op: 'remove', path: `roles[${Array(60).fill('value pr').join(' or ')}]` }) },
      fails(413, undefined, /1200 comparisons/),
      'too many comparisons',
    ],
    [operation({ op: 'add', path: 'roles', value: Array(501).fill('x') }), fails(413, undefined), 'too many values'],
    [{ Operations: Array(3).fill({ op: 'add', path: 'roles', value: Array(200).fill('x') }) }, fails(413, undefined), 'in all operations together'],
  ]
  test.each(cases.map(([body, error, because]) => [JSON.stringify(body).slice(0, 90), because, body, error] as const))(
    '%s: %s',
    (_, __, body, error) => {
      expect(() => applyPatch(stored, parsePatch(body, userType).operations, userType)).toThrow(error)
    },
  )

  test('a group cannot lose its displayName', () => {
    expect(() => patch([{ op: 'remove', path: 'displayName' }], groupType, { displayName: 'Eng' })).toThrow(fails(400, 'mutability'))
  })

  test('many patches do not grow a list without end', () => {
    let grown: JsonObject = { userName: 'ana' }
    const add = (from: number) =>
      patch([{ op: 'add', path: 'roles', value: Array.from({ length: 300 }, (_, index) => `r${from + index}`) }], userType, grown)
    grown = add(0)
    expect(() => add(300)).toThrow(fails(413, undefined))
  })
})

test('RFC 7643 §3.3: attributes that nobody knows are skipped, and told as the client wrote them', () => {
  const operations = [
    { op: 'add', path: 'shoeSize', value: 43 },
    { op: 'remove', path: 'emails[type eq "work"].colour' },
    { op: 'replace', path: 'pets[type eq "cat"].name', value: 'x' },
    { op: 'replace', value: { title: 'x', 'urn:x:y:Z': {}, [`${E}:badge`]: 1, [E]: { badge: 2 }, name: { nick: 'x' }, constructor: 'x' } },
  ]
  const unused = ['shoeSize', 'emails[type eq "work"].colour', 'pets[type eq "cat"].name', 'urn:x:y:Z', `${E}:badge`, 'name.nick', 'constructor']
  const parsed = parsePatch({ Operations: operations }, userType)
  expect(parsed.unused).toEqual(unused)
  expect(applyPatch(stored, parsed.operations, userType)).toEqual({ ...stored, title: 'x' })
})
