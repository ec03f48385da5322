import type { Case } from '../case.ts'
import type { Pattern } from '../expect.ts'
import type { JsonObject } from '../json.ts'
import { E, U } from '../urns.ts'

/** What a user has before, the operations of one PATCH, and what it has then. What the row does not name is not looked at. */
export type PatchRow = [why: string, before: JsonObject, operations: JsonObject[], after: { [name: string]: Pattern }, more?: Partial<Case>]

const work = { value: 'work@example.com', type: 'work', primary: true }
const home = { value: 'home@example.com', type: 'home' }
const both = { emails: [work, home] }
const phones = [
  { value: '+1 555 0100', type: 'work', display: 'a' },
  { value: '+1 555 0101', type: 'work', display: 'b' },
  { value: '+1 555 0102', type: 'home', display: 'c' },
]
const research = { schemas: [U, E], [E]: { department: 'Research', division: 'North' } }
const whole = { name: { givenName: 'Ada', familyName: 'Okafor' } }
const enterprise: Partial<Case> = { needs: ['enterprise'] }

export const additions: PatchRow[] = [
  ['a value where there was none', {}, [{ op: 'add', path: 'nickName', value: 'A' }], { nickName: 'A' }],
  ['a value in place of another', { nickName: 'A' }, [{ op: 'add', path: 'nickName', value: 'B' }], { nickName: 'B' }],
  ['without a path: several attributes', {}, [{ op: 'add', value: { nickName: 'A', title: 'T' } }], { nickName: 'A', title: 'T' }],
  ['a sub-attribute, and the others stay', whole, [{ op: 'add', path: 'name.middleName', value: 'M' }], { name: { ...whole.name, middleName: 'M' } }],
  [
    'to a complex attribute, and its other parts stay',
    whole,
    [{ op: 'add', path: 'name', value: { middleName: 'M' } }],
    { name: { ...whole.name, middleName: 'M' } },
  ],
  [
    'a value to several',
    { emails: [work] },
    [{ op: 'add', path: 'emails', value: [home] }],
    { emails: [{ value: work.value }, { value: home.value }] },
  ],
  ['a value to none', { emails: undefined }, [{ op: 'add', path: 'emails', value: [home] }], { emails: [{ value: home.value, type: 'home' }] }],
  [
    'without a path: a value to several',
    { emails: [work] },
    [{ op: 'add', value: { emails: [home] } }],
    { emails: [{ value: work.value }, { value: home.value }] },
  ],
  [
    'a value that is there already comes no second time',
    { emails: [work] },
    [{ op: 'add', path: 'emails', value: [work] }],
    { emails: [{ value: work.value }] },
  ],
  [
    'a new primary value takes it from the old one',
    { emails: [work] },
    [{ op: 'add', path: 'emails', value: [{ ...home, primary: true }] }],
    {
      emails: [
        { value: work.value, primary: (value) => value !== true },
        { value: home.value, primary: true },
      ],
    },
    { clause: 'RFC 7644 §3.5.2' },
  ],
  [
    'one object where a list belongs',
    { emails: [work] },
    [{ op: 'add', path: 'emails', value: home }],
    { emails: [{ value: work.value }, { value: home.value }] },
    { clause: 'Entra', level: 'client' },
  ],
  [
    'a sub-attribute of the value that a filter finds',
    both,
    [{ op: 'add', path: 'emails[type eq "home"].display', value: 'D' }],
    {
      emails: [
        { value: work.value, display: undefined },
        { value: home.value, display: 'D' },
      ],
    },
  ],
  [
    'an attribute of an extension that the user had not',
    {},
    [{ op: 'add', path: `${E}:department`, value: 'R' }],
    { schemas: [U, E], [E]: { department: 'R' } },
    enterprise,
  ],
  [
    'an attribute of an extension, and the others stay',
    research,
    [{ op: 'add', path: `${E}:costCenter`, value: '1' }],
    { [E]: { department: 'Research', division: 'North', costCenter: '1' } },
    enterprise,
  ],
  ['without a path: an extension', {}, [{ op: 'add', value: { [E]: { department: 'R' } } }], { [E]: { department: 'R' } }, enterprise],
  [
    'a sub-attribute in an extension, whose URN has dots',
    {},
    [{ op: 'add', path: `${E}:manager.value`, value: 'none-such' }],
    { [E]: { manager: { value: 'none-such' } } },
    { ...enterprise, level: 'should' },
  ],
]

export const replacements: PatchRow[] = [
  ['a value', { nickName: 'A' }, [{ op: 'replace', path: 'nickName', value: 'B' }], { nickName: 'B' }],
  ['a value where there was none', {}, [{ op: 'replace', path: 'nickName', value: 'B' }], { nickName: 'B' }],
  ['a boolean', {}, [{ op: 'replace', path: 'active', value: false }], { active: false }],
  [
    'without a path: several attributes',
    { nickName: 'A', title: 'T' },
    [{ op: 'replace', value: { nickName: 'B', active: false } }],
    { nickName: 'B', active: false, title: 'T' },
  ],
  [
    'a sub-attribute, and the others stay',
    whole,
    [{ op: 'replace', path: 'name.givenName', value: 'Bo' }],
    { name: { givenName: 'Bo', familyName: 'Okafor' } },
  ],
  [
    'a sub-attribute of a complex attribute that was not there',
    { name: undefined },
    [{ op: 'replace', path: 'name.givenName', value: 'Bo' }],
    { name: { givenName: 'Bo' } },
  ],
  [
    'a complex attribute',
    whole,
    [{ op: 'replace', path: 'name', value: { givenName: 'Bo', familyName: 'Ek' } }],
    { name: { givenName: 'Bo', familyName: 'Ek' } },
  ],
  [
    'all of several values',
    both,
    [{ op: 'replace', path: 'emails', value: [{ value: 'new@example.com' }] }],
    { emails: [{ value: 'new@example.com' }] },
  ],
  [
    'a sub-attribute of the value that a filter finds',
    both,
    [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'new@example.com' }],
    { emails: [{ value: 'new@example.com', type: 'work' }, { value: home.value }] },
  ],
  [
    'the value that a filter finds',
    both,
    [{ op: 'replace', path: 'emails[type eq "home"]', value: { value: 'new@example.com', type: 'home' } }],
    { emails: [{ value: work.value }, { value: 'new@example.com', type: 'home' }] },
  ],
  [
    'a sub-attribute of all that a filter finds',
    { phoneNumbers: phones },
    [{ op: 'replace', path: 'phoneNumbers[type eq "work"].display', value: 'x' }],
    { phoneNumbers: [{ display: 'x' }, { display: 'x' }, { display: 'c' }] },
  ],
  [
    'by a filter with and',
    { phoneNumbers: phones },
    [{ op: 'replace', path: 'phoneNumbers[type eq "work" and value ew "0101"].display', value: 'x' }],
    { phoneNumbers: [{ display: 'a' }, { display: 'x' }, { display: 'c' }] },
  ],
  [
    'by a filter with or',
    { phoneNumbers: phones },
    [{ op: 'replace', path: 'phoneNumbers[display eq "a" or display eq "c"].display', value: 'x' }],
    { phoneNumbers: [{ display: 'x' }, { display: 'b' }, { display: 'x' }] },
  ],
  [
    'by a filter with not',
    { phoneNumbers: phones },
    [{ op: 'replace', path: 'phoneNumbers[not (type eq "work")].display', value: 'x' }],
    { phoneNumbers: [{ display: 'a' }, { display: 'b' }, { display: 'x' }] },
  ],
  [
    'primary, by a filter: the other is primary no more',
    both,
    [{ op: 'replace', path: 'emails[type eq "home"].primary', value: true }],
    {
      emails: [
        { value: work.value, primary: (value) => value !== true },
        { value: home.value, primary: true },
      ],
    },
    { clause: 'RFC 7644 §3.5.2' },
  ],
  [
    'an attribute of an extension, and the others stay',
    research,
    [{ op: 'replace', path: `${E}:department`, value: 'Sales' }],
    { [E]: { department: 'Sales', division: 'North' } },
    enterprise,
  ],
  [
    'without a path: an attribute of an extension',
    research,
    [{ op: 'replace', value: { [E]: { department: 'Sales' } } }],
    { [E]: { department: 'Sales' } },
    enterprise,
  ],
  [
    'a path with the URN of the core schema',
    { nickName: 'A' },
    [{ op: 'replace', path: `${U}:nickName`, value: 'B' }],
    { nickName: 'B' },
    { clause: 'RFC 7644 §3.10' },
  ],
  [
    'a path with the URN of the core schema and a sub-attribute',
    whole,
    [{ op: 'replace', path: `${U}:name.givenName`, value: 'Bo' }],
    { name: { givenName: 'Bo', familyName: 'Okafor' } },
    { clause: 'RFC 7644 §3.10' },
  ],
  [
    'a path in other letter case',
    { nickName: 'A' },
    [{ op: 'replace', path: 'NICKNAME', value: 'B' }],
    { nickName: 'B' },
    { clause: 'RFC 7643 §2.1' },
  ],
  [
    'a filter in other letter case',
    both,
    [{ op: 'replace', path: 'Emails[Type EQ "HOME"].Display', value: 'x' }],
    { emails: [{ value: work.value, display: undefined }, { display: 'x' }] },
    { clause: 'RFC 7643 §2.1' },
  ],
  ['externalId', {}, [{ op: 'replace', path: 'externalId', value: 'changed' }], { externalId: 'changed' }, { clause: 'RFC 7643 §3.1' }],
]

export const removals: PatchRow[] = [
  ['a value', { nickName: 'A', title: 'T' }, [{ op: 'remove', path: 'nickName' }], { nickName: undefined, title: 'T' }],
  [
    'a sub-attribute, and the others stay',
    whole,
    [{ op: 'remove', path: 'name.givenName' }],
    { name: { givenName: undefined, familyName: 'Okafor' } },
  ],
  ['a complex attribute', whole, [{ op: 'remove', path: 'name' }], { name: undefined }],
  ['all of several values', both, [{ op: 'remove', path: 'emails' }], { emails: undefined }],
  ['the value that a filter finds', both, [{ op: 'remove', path: 'emails[type eq "home"]' }], { emails: [{ value: work.value }] }],
  [
    'the value that a filter on value finds',
    both,
    [{ op: 'remove', path: 'emails[value eq "work@example.com"]' }],
    { emails: [{ value: home.value }] },
  ],
  [
    'all that a filter finds',
    { phoneNumbers: phones },
    [{ op: 'remove', path: 'phoneNumbers[type eq "work"]' }],
    { phoneNumbers: [{ display: 'c' }] },
  ],
  ['the last value: the attribute is unassigned', { emails: [home] }, [{ op: 'remove', path: 'emails[type eq "home"]' }], { emails: undefined }],
  [
    'a sub-attribute of the value that a filter finds',
    { phoneNumbers: phones },
    [{ op: 'remove', path: 'phoneNumbers[type eq "home"].display' }],
    { phoneNumbers: [{ display: 'a' }, { display: 'b' }, { display: undefined, type: 'home' }] },
  ],
  [
    'an attribute of an extension, and the others stay',
    research,
    [{ op: 'remove', path: `${E}:department` }],
    { [E]: { department: undefined, division: 'North' } },
    enterprise,
  ],
  [
    'a whole extension: schemas names it no more',
    research,
    [{ op: 'remove', path: E }],
    { schemas: [U], [E]: undefined },
    { ...enterprise, clause: 'SCIMple', level: 'client' },
  ],
  [
    'what is not there: nothing changes, and it succeeds',
    { title: 'T' },
    [{ op: 'remove', path: 'nickName' }],
    { nickName: undefined, title: 'T' },
    { level: 'should' },
  ],
  ['externalId', {}, [{ op: 'remove', path: 'externalId' }], { externalId: undefined }],
]

export const sequences: PatchRow[] = [
  [
    'operations happen in the order of the list',
    {},
    [
      { op: 'add', path: 'nickName', value: 'A' },
      { op: 'replace', path: 'nickName', value: 'B' },
      { op: 'add', path: 'title', value: 'T' },
      { op: 'remove', path: 'title' },
    ],
    { nickName: 'B', title: undefined },
  ],
  [
    'a later operation sees what an earlier one did',
    { emails: undefined },
    [
      { op: 'add', path: 'emails', value: [work, home] },
      { op: 'remove', path: 'emails[type eq "work"]' },
    ],
    { emails: [{ value: home.value }] },
  ],
  [
    'several operations on several attributes',
    {},
    [
      { op: 'replace', path: 'nickName', value: 'A' },
      { op: 'add', path: 'name.middleName', value: 'M' },
      { op: 'remove', path: 'emails' },
    ],
    { nickName: 'A', name: { middleName: 'M' }, emails: undefined },
  ],
  [
    'several operations on one attribute',
    {},
    [
      { op: 'replace', path: 'emails', value: [work] },
      { op: 'add', path: 'emails', value: [home] },
    ],
    { emails: [{ value: work.value }, { value: home.value }] },
  ],
  [
    'a value that null replaces is unassigned',
    { nickName: 'A' },
    [{ op: 'replace', path: 'nickName', value: null }],
    { nickName: undefined },
    { clause: 'RFC 7643 §2.5', level: 'should' },
  ],
  [
    'an empty list that replaces several values unassigns them',
    both,
    [{ op: 'replace', path: 'emails', value: [] }],
    { emails: undefined },
    { clause: 'RFC 7643 §2.5' },
  ],
]
